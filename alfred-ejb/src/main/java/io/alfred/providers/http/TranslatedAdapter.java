package io.alfred.providers.http;

import io.alfred.catalog.ProviderSettings;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.ProviderProbe;
import io.alfred.providers.ProviderReply;
import io.alfred.providers.Translation;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.providers.dialogue.ClientFace;
import io.alfred.providers.dialogue.ProviderWire;
import io.alfred.secrets.Secret;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Calls providers that do not speak the client's protocol, and answers in the client's. */
public final class TranslatedAdapter {
    /** Most bytes of an error that are read for its reason. */
    private static final int ERROR_BYTES_MAX = 64 * 1024;

    private static final int BAD_REQUEST = 400;
    private static final String JSON = "application/json";
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);
    private static final byte[] NOTHING = {};
    private static final byte[] EMPTY_OBJECT = {'{', '}'};

    private final SignedRequests signed;
    private final InstantSource clock = InstantSource.system();

    /**
     * An adapter for all protocols.
     *
     * @param upstream may be shared; the adapter does not close it
     * @param signer may be shared
     */
    public TranslatedAdapter(Upstream upstream, Signer signer) {
        this.signed = new SignedRequests(upstream, signer);
    }

    /**
     * Sends one call; returns once the whole answer, or the head of a stream, is there.
     *
     * @throws UpstreamException when there is no answer that can be passed on
     */
    public ProviderReply send(ProviderCall call, Translation translation) throws UpstreamException {
        Attempt attempt = Attempt.start(call.provider().name(), call.timeout());
        ProviderWire.Request asked = translation.request();
        URI uri = URI.create(call.provider().baseUrl() + asked.path());
        Signer.Content content = new Signer.Content(uri, JSON, asked.body());
        UpstreamAnswer answer =
                signed.send(
                        attempt,
                        new SignedRequests.Ask(call.provider(), call.key(), content),
                        signature -> {
                            HttpUriRequestBase request = new HttpPost(uri);
                            HttpAdapter.sign(attempt, request, signature);
                            tell(request, call, asked);
                            return request;
                        });
        if (translation instanceof Translation.Count && TokenCounts.isDeclined(answer.status())) {
            return declined(attempt, answer, call, wire(translation));
        }
        if (answer.status() != 200) {
            return refusal(attempt, answer, call, wire(translation));
        }
        return switch (translation) {
            case Translation.Embeddings embeddings ->
                    new TranslatedAnswer(attempt, answer).vectors(embeddings);
            case Translation.Count count -> new TranslatedAnswer(attempt, answer).count(count);
            case Translation.Chat chat ->
                    call.stream()
                            ? stream(attempt, answer, call, chat)
                            : new TranslatedAnswer(attempt, answer)
                                    .chat(call, chat, asked(call, chat));
        };
    }

    private static void tell(
            HttpUriRequestBase request, ProviderCall call, ProviderWire.Request asked) {
        HttpAdapter.put(request, "Content-Type", JSON);
        HttpAdapter.put(
                request,
                "Accept",
                call.stream() ? "text/event-stream, " + ProviderEvents.FRAMES : JSON);
        HttpAdapter.put(request, "X-Client-Request-Id", call.txId().toString());
        for (Map.Entry<String, String> header : call.headers().entrySet()) {
            // Anthropic's mean nothing elsewhere; the wire has its own for Anthropic
            if (!header.getKey().startsWith("anthropic-")) {
                HttpAdapter.put(request, header.getKey(), header.getValue());
            }
        }
        asked.headers().forEach((name, value) -> HttpAdapter.put(request, name, value));
        request.setEntity(new SentBody(asked.body()));
    }

    private static ProviderWire wire(Translation translation) {
        return switch (translation) {
            case Translation.Chat chat -> chat.wire();
            case Translation.Embeddings embeddings -> embeddings.errors();
            case Translation.Count count -> count.wire();
        };
    }

    private static ProviderReply refusal(
            Attempt attempt, UpstreamAnswer answer, ProviderCall call, ProviderWire wire)
            throws UpstreamException {
        return ProviderError.refusal(attempt, answer.status(), error(answer, wire), call.key());
    }

    /** Google answers 400 to a wrong key, too, which has to be seen. */
    private static ProviderReply declined(
            Attempt attempt, UpstreamAnswer answer, ProviderCall call, ProviderWire wire)
            throws UpstreamException {
        if (answer.status() != BAD_REQUEST) {
            answer.body().close();
            return TokenCounts.here(call);
        }
        Optional<ProviderError> error = error(answer, wire);
        return error.filter(ProviderError::speaksOfAccount).isPresent()
                ? ProviderError.refusal(attempt, BAD_REQUEST, error, call.key())
                : TokenCounts.here(call);
    }

    private static Optional<ProviderError> error(UpstreamAnswer answer, ProviderWire wire)
            throws UpstreamException {
        Optional<String> errorType = answer.header("x-amzn-ErrorType");
        return answer.body()
                .whole(ERROR_BYTES_MAX)
                .map(AnswerJson::exact)
                .flatMap(body -> wire.error(body, errorType));
    }

    private ClientFace.Asked asked(ProviderCall call, Translation.Chat translation) {
        boolean usageShown =
                translation.asked().path("stream_options").path("include_usage").asBoolean(false);
        return new ClientFace.Asked(
                call.txId().toString().replace("-", ""),
                clock.instant().getEpochSecond(),
                usageShown,
                translation.asked());
    }

    private ProviderReply stream(
            Attempt attempt, UpstreamAnswer answer, ProviderCall call, Translation.Chat translation)
            throws UpstreamException {
        boolean frames = answer.header("content-type").orElse("").startsWith(ProviderEvents.FRAMES);
        if (!frames && !HttpAdapter.isEvents(answer)) {
            answer.body().close();
            throw attempt.answered(Kind.BAD_ANSWER, 200, "sent no event stream");
        }
        return new ProviderReply.Stream(
                new TranslatedStream(
                        answer.body(),
                        attempt,
                        new TranslatedStream.Parts(
                                call.model().upstreamName(),
                                frames
                                        ? ProviderEvents.frames(answer.body(), attempt)
                                        : ProviderEvents.sse(answer.body(), attempt),
                                translation.wire().reader(),
                                translation.face().writer(asked(call, translation)),
                                call.key(),
                                call.countTokens())));
    }

    /** Asks for something that needs a valid key and costs nothing. */
    public ProviderProbe test(ProviderSettings provider, Optional<Secret> key) {
        Attempt attempt = Attempt.start(provider.name(), PROBE_TIMEOUT);
        Probe probe = Probe.of(provider.protocol());
        try {
            URI uri = URI.create(provider.baseUrl() + probe.path());
            byte[] body = probe.post() ? EMPTY_OBJECT : NOTHING;
            Signer.Content content = new Signer.Content(uri, JSON, body);
            UpstreamAnswer answer =
                    signed.send(
                            attempt,
                            new SignedRequests.Ask(provider, key, content, true),
                            signature -> probing(attempt, probe, content, signature));
            long latencyMs = attempt.elapsedMs();
            answer.body().close();
            return new ProviderProbe(
                    probe.taken(answer.status()),
                    OptionalInt.of(answer.status()),
                    latencyMs,
                    probe.told(answer.status()));
        } catch (UpstreamException e) {
            return new ProviderProbe(
                    false, e.status(), e.elapsedMs(), String.valueOf(e.getMessage()));
        }
    }

    private static HttpUriRequestBase probing(
            Attempt attempt, Probe probe, Signer.Content content, Map<String, String> signature)
            throws UpstreamException {
        HttpUriRequestBase request =
                probe.post() ? new HttpPost(content.uri()) : new HttpGet(content.uri());
        HttpAdapter.sign(attempt, request, signature);
        HttpAdapter.put(request, "Accept", JSON);
        if (probe.post()) {
            HttpAdapter.put(request, "Content-Type", JSON);
            request.setEntity(new SentBody(content.body()));
        }
        return request;
    }
}
