package io.alfred.providers.http;

import io.alfred.catalog.ProviderSettings;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.ProviderProbe;
import io.alfred.providers.ProviderReply;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.secrets.Secret;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Calls providers over HTTP, whatever their base URL, in one protocol's {@link Dialect}.
 *
 * <p>A body goes out as it came in unless something has to change, and answers come back byte for
 * byte.
 */
public final class HttpAdapter {
    /** Most bytes of a whole answer, unless its endpoint's may be longer. */
    public static final int ANSWER_BYTES_MAX = 32 * 1024 * 1024;

    /** Most bytes of an error that are read for its reason. */
    private static final int ERROR_BYTES_MAX = 64 * 1024;

    private static final String EVENTS = "text/event-stream";
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

    private final Upstream upstream;
    private final Dialect dialect;

    public HttpAdapter(HttpClient client, Dialect dialect) {
        this.upstream = new Upstream(client);
        this.dialect = dialect;
    }

    /**
     * Sends one call; returns once the whole answer, or the head of a stream, is there.
     *
     * @throws UpstreamException when there is no answer that can be passed on
     */
    public ProviderReply send(ProviderCall call) throws UpstreamException {
        Attempt attempt = Attempt.start(call.provider().name(), call.timeout());
        AnswerShape shape = dialect.shape(call.endpoint());
        OutgoingBody body = OutgoingBody.of(call, shape.usageOnRequest());
        HttpRequest.Builder request =
                request(attempt, call.provider(), call.endpoint().path(), call.key())
                        .header("Content-Type", call.contentType())
                        .header("Accept", call.stream() ? EVENTS : shape.accept())
                        .header("X-Client-Request-Id", call.txId().toString())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.bytes()));
        call.headers().forEach(request::setHeader);
        HttpResponse<ResponseChunks> response = upstream.send(attempt, request.build());
        if (response.statusCode() != 200) {
            return refusal(attempt, response, call.key());
        }
        boolean streamed = call.stream() && (isEvents(response) || !shape.mayIgnoreStream());
        return streamed
                ? stream(attempt, response, shape.watch(call, body.usageAsked()))
                : whole(attempt, response, shape, call.key());
    }

    private HttpRequest.Builder request(
            Attempt attempt, ProviderSettings provider, String path, Optional<Secret> key)
            throws UpstreamException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(provider.baseUrl() + path))
                        .header("User-Agent", "alfred");
        try {
            dialect.headers(key).forEach(request::setHeader);
        } catch (IllegalArgumentException e) {
            // Its message repeats the key.
            throw attempt.failed(Kind.OUR_ACCOUNT, "has a stored key that is no header value");
        }
        return request;
    }

    private static ProviderReply refusal(
            Attempt attempt, HttpResponse<ResponseChunks> response, Optional<Secret> key)
            throws UpstreamException {
        Optional<ProviderError> error =
                read(attempt, response.body(), ERROR_BYTES_MAX)
                        .flatMap(body -> ProviderError.in(AnswerJson.parse(body)));
        return ProviderError.refusal(attempt, response.statusCode(), error, key);
    }

    private static ProviderReply whole(
            Attempt attempt,
            HttpResponse<ResponseChunks> response,
            AnswerShape shape,
            Optional<Secret> key)
            throws UpstreamException {
        byte[] body =
                read(attempt, response.body(), shape.bytesMax())
                        .orElseThrow(
                                () ->
                                        attempt.answered(
                                                Kind.BAD_ANSWER,
                                                200,
                                                "sent more than " + shape.bytesMax() + " bytes"));
        AnswerFacts facts =
                shape.read(body, contentType(response, "application/json"))
                        .orElseThrow(
                                () ->
                                        attempt.answered(
                                                Kind.BAD_ANSWER,
                                                200,
                                                "sent an answer that is not of this endpoint"));
        if (facts.failure().isPresent() && facts.nothingServed()) {
            return ProviderError.failure(attempt, facts.failure().get(), key);
        }
        return new ProviderReply.Whole(
                200,
                headers(response),
                facts.failure().map(error -> shape.told(body, error, key)).orElse(body),
                facts.usage(),
                facts.units(),
                facts.text());
    }

    /** The whole body; empty when it is longer than the bound, and then given up. */
    private static Optional<byte[]> read(Attempt attempt, ResponseChunks chunks, int bytesMax)
            throws UpstreamException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] chunk = chunks.next(attempt);
        while (chunk != null) {
            if (body.size() + chunk.length > bytesMax) {
                chunks.close();
                return Optional.empty();
            }
            body.writeBytes(chunk);
            chunk = chunks.next(attempt);
        }
        return Optional.of(body.toByteArray());
    }

    private static ProviderReply stream(
            Attempt attempt, HttpResponse<ResponseChunks> response, StreamWatch watch)
            throws UpstreamException {
        if (!isEvents(response)) {
            response.body().close();
            throw attempt.answered(Kind.BAD_ANSWER, 200, "sent no event stream");
        }
        return new ProviderReply.Stream(new EventStream(response.body(), attempt, watch));
    }

    private static boolean isEvents(HttpResponse<?> response) {
        return contentType(response, EVENTS).startsWith(EVENTS);
    }

    private static String contentType(HttpResponse<?> response, String fallback) {
        return response.headers()
                .firstValue("content-type")
                .orElse(fallback)
                .toLowerCase(Locale.ROOT);
    }

    /** Nothing that tells about our account. */
    private static Map<String, String> headers(HttpResponse<?> response) {
        Map<String, String> headers = new TreeMap<>();
        for (String name : new String[] {"content-type", "openai-processing-ms"}) {
            response.headers().firstValue(name).ifPresent(value -> headers.put(name, value));
        }
        return headers;
    }

    /** Asks for the list of models, which needs a valid key and costs nothing. */
    public ProviderProbe test(ProviderSettings provider, Optional<Secret> key) {
        Attempt attempt = Attempt.start(provider.name(), PROBE_TIMEOUT);
        try {
            HttpRequest request =
                    request(attempt, provider, "/models", key)
                            .header("Accept", "application/json")
                            .GET()
                            .build();
            HttpResponse<ResponseChunks> response = upstream.send(attempt, request);
            long latencyMs = attempt.elapsedMs();
            int status = response.statusCode();
            if (status == 200) {
                response.body().close();
                return new ProviderProbe(
                        true, OptionalInt.of(200), latencyMs, "answers and takes the key");
            }
            refusal(attempt, response, key);
            return new ProviderProbe(
                    false,
                    OptionalInt.of(status),
                    latencyMs,
                    "answers with status " + status + ": check the base URL");
        } catch (UpstreamException e) {
            return new ProviderProbe(
                    false, e.status(), e.elapsedMs(), String.valueOf(e.getMessage()));
        }
    }
}
