package io.alfred.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The server's HTTP API, signed in with one bearer token.
 *
 * <p>Every method throws {@link CliException} for what is not a success: exit code by status, or
 * {@link ExitCode#UNREACHABLE} when no answer came. A request whose connection breaks is sent again
 * by itself, at most {@value #ATTEMPTS_MAX} times in all: every change carries an Idempotency-Key,
 * so that it takes place once. Streams are sent once.
 */
public final class Api {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STREAM_START_TIMEOUT = Duration.ofMinutes(10);
    private static final int BODY_MAX_BYTES = 64 << 20;
    private static final int PAGE_ITEMS_MAX = 1000;
    private static final int ATTEMPTS_MAX = 3;
    private static final int ATTEMPT_PAUSE_MS = 300;
    private static final String KEY_HEADER = "Idempotency-Key";

    private final URI base;
    private final String token;
    private final ChangeKeys keys;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    public Api(URI base, String token) {
        this(base, token, ChangeKeys.fresh());
    }

    /**
     * A server as one command sees it.
     *
     * @param keys of the command's changes
     */
    public Api(URI base, String token, ChangeKeys keys) {
        this.base = base;
        this.token = token;
        this.keys = keys;
    }

    public JsonNode get(ApiPath path) {
        return whole(request(path).GET());
    }

    /**
     * As {@link #get}, for what reads a whole log or all books: it waits as long as they may take.
     */
    public JsonNode getPatiently(ApiPath path) {
        return whole(request(path).timeout(STREAM_START_TIMEOUT).GET());
    }

    public JsonNode post(ApiPath path, JsonNode body) {
        return whole(change(path).POST(json(body)));
    }

    public JsonNode put(ApiPath path, JsonNode body) {
        return whole(change(path).PUT(json(body)));
    }

    public JsonNode delete(ApiPath path) {
        return whole(change(path).DELETE());
    }

    /**
     * Reads pages until {@code limit} items are there or the list ends.
     *
     * @param after where to go on, as an earlier {@link Items#next} said
     */
    public Items list(ApiPath path, int limit, Optional<String> after) {
        ArrayNode items = Json.MAPPER.createArrayNode();
        Optional<String> next = after;
        do {
            int pageLimit = Math.min(PAGE_ITEMS_MAX, limit - items.size());
            JsonNode page = get(path.with("limit", pageLimit).with("after", next.orElse(null)));
            if (!(page.path("items") instanceof ArrayNode found)) {
                throw new CliException(
                        ExitCode.FAILURE,
                        "the answer of " + base + path.path() + " is not a list",
                        "check that the endpoint is an Alfred server of this version");
            }
            items.addAll(found);
            next = Optional.ofNullable(page.path("next").textValue());
            if (found.isEmpty()) {
                break;
            }
        } while (next.isPresent() && items.size() < limit);
        return new Items(items, next);
    }

    /** Opens an answer that is read while it comes; the caller closes it. */
    public InputStream stream(ApiPath path) {
        return opened(request(path).timeout(STREAM_START_TIMEOUT).GET()).body();
    }

    /** Posts and reads the answer while it comes; the caller closes its body. */
    public HttpResponse<InputStream> postStream(ApiPath path, JsonNode body) {
        return opened(change(path).timeout(STREAM_START_TIMEOUT).POST(json(body)));
    }

    /**
     * Posts a file as it is and reads the answer, which may take a while.
     *
     * @param mediaType such as {@code text/csv}
     */
    public JsonNode upload(ApiPath path, Path file, String mediaType) {
        try {
            return whole(
                    change(path)
                            .timeout(STREAM_START_TIMEOUT)
                            .POST(BodyPublishers.ofFile(file))
                            .setHeader("Content-Type", mediaType));
        } catch (FileNotFoundException e) {
            throw new CliException(ExitCode.USAGE, "there is no file " + file, "", e);
        }
    }

    private HttpRequest.Builder request(ApiPath path) {
        return HttpRequest.newBuilder(path.under(base))
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json, application/x-ndjson, text/event-stream, */*");
    }

    private HttpRequest.Builder change(ApiPath path) {
        return request(path).header(KEY_HEADER, keys.next());
    }

    private static HttpRequest.BodyPublisher json(JsonNode body) {
        return BodyPublishers.ofString(Json.write(body));
    }

    /** An answer, read to its end. */
    private record Whole(HttpResponse<InputStream> answer, String text) {}

    private JsonNode whole(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        for (int attempt = 1; ; attempt++) {
            try {
                Whole whole = read(request);
                if (isSuccess(whole.answer())) {
                    return Json.parse(whole.text(), "the answer of " + request.uri());
                }
                ApiProblem problem = problem(whole);
                boolean ours = attempt > 1 && problem.code().equals("request_in_progress");
                if (!ours || attempt == ATTEMPTS_MAX) {
                    throw problem.asException(base);
                }
            } catch (IOException e) {
                if (attempt == ATTEMPTS_MAX || !brokeOff(e)) {
                    throw unreachable(request, e);
                }
            }
            pause(attempt);
        }
    }

    private HttpResponse<InputStream> opened(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<InputStream> answer = send(request);
            if (!isSuccess(answer)) {
                throw problem(new Whole(answer, text(answer))).asException(base);
            }
            return answer;
        } catch (IOException e) {
            throw unreachable(request, e);
        }
    }

    private Whole read(HttpRequest request) throws IOException {
        HttpResponse<InputStream> answer = send(request);
        return new Whole(answer, text(answer));
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static String text(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(BODY_MAX_BYTES + 1);
            if (bytes.length > BODY_MAX_BYTES) {
                throw new CliException(
                        ExitCode.FAILURE,
                        "the answer is larger than " + (BODY_MAX_BYTES >> 20) + " MiB",
                        "ask for less with --limit");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static boolean isSuccess(HttpResponse<?> answer) {
        return answer.statusCode() / 100 == 2;
    }

    private static ApiProblem problem(Whole whole) {
        String requestId = whole.answer().headers().firstValue("X-Request-Id").orElse("");
        return ApiProblem.of(whole.answer().statusCode(), whole.text()).orRequestId(requestId);
    }

    /** Whether the connection was there and broke; a server that is slow or absent stays so. */
    private static boolean brokeOff(IOException e) {
        return !(e instanceof ConnectException || e instanceof HttpTimeoutException);
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep((long) ATTEMPT_PAUSE_MS * attempt);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static CliException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CliException(ExitCode.INTERRUPTED, "interrupted", "", e);
    }

    private CliException unreachable(HttpRequest request, IOException cause) {
        boolean connected =
                !(cause instanceof ConnectException
                        || cause instanceof HttpConnectTimeoutException);
        boolean changes = request.headers().firstValue(KEY_HEADER).isPresent();
        String what =
                cause instanceof HttpTimeoutException
                        ? "no answer from " + base + " in time"
                        : "cannot reach " + base;
        String fix =
                connected && changes
                        ? "it may have been carried out; repeated with --idempotency-key "
                                + keys.key()
                                + " it is not carried out twice"
                        : "start it with `alfred serve`, or name another with `alfred login`";
        return new CliException(ExitCode.UNREACHABLE, what, fix, cause);
    }

    /**
     * A list, or its beginning.
     *
     * @param next where to go on; empty at the end
     */
    public record Items(ArrayNode items, Optional<String> next) {}
}
