package io.alfred.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The server's HTTP API, signed in with one bearer token.
 *
 * <p>Every method throws {@link CliException} for what is not a success: exit code by status, or
 * {@link ExitCode#UNREACHABLE} when no answer came. Nothing is tried twice.
 */
public final class Api {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STREAM_START_TIMEOUT = Duration.ofMinutes(10);
    private static final int BODY_MAX_BYTES = 64 << 20;
    private static final int PAGE_ITEMS_MAX = 1000;

    private final URI base;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    public Api(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    public JsonNode get(ApiPath path) {
        return whole(request(path).GET());
    }

    public JsonNode post(ApiPath path, JsonNode body) {
        return whole(request(path).POST(json(body)));
    }

    public JsonNode put(ApiPath path, JsonNode body) {
        return whole(request(path).PUT(json(body)));
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
        return opened(request(path).timeout(STREAM_START_TIMEOUT).POST(json(body)));
    }

    /**
     * Posts a file as it is and reads the answer, which may take a while.
     *
     * @param mediaType such as {@code text/csv}
     */
    public JsonNode upload(ApiPath path, Path file, String mediaType) {
        try {
            return whole(
                    request(path)
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

    private static HttpRequest.BodyPublisher json(JsonNode body) {
        return BodyPublishers.ofString(Json.write(body));
    }

    private JsonNode whole(HttpRequest.Builder request) {
        HttpResponse<InputStream> answer = opened(request);
        String text = text(answer);
        return Json.parse(text, "the answer of " + answer.uri());
    }

    private HttpResponse<InputStream> opened(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        HttpResponse<InputStream> answer;
        try {
            answer = client.send(request, BodyHandlers.ofInputStream());
        } catch (HttpTimeoutException e) {
            throw unreachable("no answer from " + base + " in time", request, e);
        } catch (IOException e) {
            throw unreachable("cannot reach " + base, request, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted", "", e);
        }
        if (answer.statusCode() / 100 != 2) {
            String requestId = answer.headers().firstValue("X-Request-Id").orElse("");
            throw ApiProblem.of(answer.statusCode(), text(answer))
                    .orRequestId(requestId)
                    .asException(base);
        }
        return answer;
    }

    private String text(HttpResponse<InputStream> answer) {
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(BODY_MAX_BYTES + 1);
            if (bytes.length > BODY_MAX_BYTES) {
                throw new CliException(
                        ExitCode.FAILURE,
                        "the answer is larger than " + (BODY_MAX_BYTES >> 20) + " MiB",
                        "ask for less with --limit");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreachable("the answer of " + base + " broke off", answer.request(), e);
        }
    }

    private static CliException unreachable(String what, HttpRequest request, IOException cause) {
        boolean connected =
                !(cause instanceof java.net.ConnectException
                        || cause instanceof java.net.http.HttpConnectTimeoutException);
        boolean changes = !request.method().toUpperCase(Locale.ROOT).equals("GET");
        String fix =
                connected && changes
                        ? "it may have been carried out, so look before you repeat it"
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
