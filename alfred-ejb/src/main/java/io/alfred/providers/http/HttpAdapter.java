package io.alfred.providers.http;

import io.alfred.catalog.ProviderSettings;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.ProviderProbe;
import io.alfred.providers.ProviderReply;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.secrets.Secret;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
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

    private static final char DELETE = 0x7F;
    private static final String EVENTS = "text/event-stream";
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

    private final SignedRequests signed;
    private final Dialect dialect;

    /**
     * An adapter for one protocol, with a signer of its own.
     *
     * @param upstream may be shared; the adapter does not close it
     */
    public HttpAdapter(Upstream upstream, Dialect dialect) {
        this(upstream, new Signer(upstream, InstantSource.system(), Optional.empty()), dialect);
    }

    /**
     * An adapter for one protocol.
     *
     * @param upstream may be shared; the adapter does not close it
     * @param signer may be shared
     */
    public HttpAdapter(Upstream upstream, Signer signer, Dialect dialect) {
        this.signed = new SignedRequests(upstream, signer);
        this.dialect = dialect;
    }

    /**
     * Sends one call; returns once the whole answer, or the head of a stream, is there.
     *
     * @throws UpstreamException when there is no answer that can be passed on
     */
    public ProviderReply send(ProviderCall call) throws UpstreamException {
        Attempt attempt = Attempt.start(call.provider().name(), call.timeout());
        AnswerShape shape = dialect.shape(call.endpoint(), call.provider().name());
        OutgoingBody body = OutgoingBody.of(call, shape.usageOnRequest());
        URI uri = URI.create(call.provider().baseUrl() + call.endpoint().path());
        Signer.Content content = new Signer.Content(uri, call.contentType(), body.bytes());
        UpstreamAnswer answer =
                signed.send(
                        attempt,
                        new SignedRequests.Ask(call.provider(), call.key(), content),
                        signature -> {
                            HttpUriRequestBase request = new HttpPost(uri);
                            sign(attempt, request, signature);
                            dialect.headers().forEach((name, value) -> put(request, name, value));
                            put(request, "Content-Type", call.contentType());
                            put(request, "Accept", call.stream() ? EVENTS : shape.accept());
                            put(request, "X-Client-Request-Id", call.txId().toString());
                            call.headers().forEach((name, value) -> put(request, name, value));
                            request.setEntity(new SentBody(body.bytes()));
                            return request;
                        });
        if (answer.status() != 200) {
            return refusal(attempt, answer, call.provider().name(), call.key());
        }
        boolean streamed = call.stream() && (isEvents(answer) || !shape.mayIgnoreStream());
        return streamed
                ? stream(attempt, answer, shape.watch(call, body.usageAsked()))
                : whole(attempt, answer, shape, call.key());
    }

    static void sign(Attempt attempt, HttpUriRequestBase request, Map<String, String> headers)
            throws UpstreamException {
        put(request, "User-Agent", "alfred");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (!isHeaderValue(header.getValue())) {
                throw attempt.failed(Kind.OUR_ACCOUNT, "has a stored key that is no header value");
            }
            put(request, header.getKey(), header.getValue());
        }
    }

    /** The client itself would send some of these characters, and put spaces for others. */
    private static boolean isHeaderValue(String value) {
        return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= 0xFF && c != DELETE));
    }

    static void put(HttpUriRequestBase request, String name, String value) {
        if (!isHeaderValue(value)) {
            throw new IllegalArgumentException("the value of header " + name + " is none");
        }
        request.setHeader(name, value);
    }

    private ProviderReply refusal(
            Attempt attempt, UpstreamAnswer answer, String provider, Optional<Secret> key)
            throws UpstreamException {
        Optional<ProviderError> error =
                answer.body()
                        .whole(ERROR_BYTES_MAX)
                        .flatMap(body -> dialect.error(AnswerJson.parse(body), provider));
        return ProviderError.refusal(attempt, answer.status(), error, key);
    }

    private static ProviderReply whole(
            Attempt attempt, UpstreamAnswer answer, AnswerShape shape, Optional<Secret> key)
            throws UpstreamException {
        byte[] body =
                answer.body()
                        .whole(shape.bytesMax())
                        .orElseThrow(
                                () ->
                                        attempt.answered(
                                                Kind.BAD_ANSWER,
                                                200,
                                                "sent more than " + shape.bytesMax() + " bytes"));
        AnswerFacts facts =
                shape.read(body, contentType(answer, "application/json"))
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
                headers(answer),
                facts.failure().map(error -> shape.told(body, error, key)).orElse(body),
                facts.usage(),
                facts.units(),
                facts.text(),
                facts.tier());
    }

    private static ProviderReply stream(Attempt attempt, UpstreamAnswer answer, StreamWatch watch)
            throws UpstreamException {
        if (!isEvents(answer)) {
            answer.body().close();
            throw attempt.answered(Kind.BAD_ANSWER, 200, "sent no event stream");
        }
        return new ProviderReply.Stream(new EventStream(answer.body(), attempt, watch));
    }

    static boolean isEvents(UpstreamAnswer answer) {
        return contentType(answer, EVENTS).startsWith(EVENTS);
    }

    private static String contentType(UpstreamAnswer answer, String fallback) {
        return answer.header("content-type").orElse(fallback).toLowerCase(Locale.ROOT);
    }

    /** Nothing that tells about our account. */
    private static Map<String, String> headers(UpstreamAnswer answer) {
        Map<String, String> headers = new TreeMap<>();
        for (String name : new String[] {"content-type", "openai-processing-ms"}) {
            answer.header(name).ifPresent(value -> headers.put(name, value));
        }
        return headers;
    }

    /** Asks for the list of models, which needs a valid key and costs nothing. */
    public ProviderProbe test(ProviderSettings provider, Optional<Secret> key) {
        Attempt attempt = Attempt.start(provider.name(), PROBE_TIMEOUT);
        try {
            URI uri = URI.create(provider.baseUrl() + "/models");
            Signer.Content content = new Signer.Content(uri, "", new byte[0]);
            UpstreamAnswer answer =
                    signed.send(
                            attempt,
                            new SignedRequests.Ask(provider, key, content, true),
                            signature -> {
                                HttpUriRequestBase request = new HttpGet(uri);
                                sign(attempt, request, signature);
                                dialect.headers()
                                        .forEach((name, value) -> put(request, name, value));
                                put(request, "Accept", "application/json");
                                return request;
                            });
            long latencyMs = attempt.elapsedMs();
            int status = answer.status();
            if (status == 200) {
                answer.body().close();
                return new ProviderProbe(
                        true, OptionalInt.of(200), latencyMs, "answers and takes the key");
            }
            refusal(attempt, answer, provider.name(), key);
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
