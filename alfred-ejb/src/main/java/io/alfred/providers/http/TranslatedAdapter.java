package io.alfred.providers.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.ProviderSettings;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.ProviderProbe;
import io.alfred.providers.ProviderReply;
import io.alfred.providers.Translation;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.ClientFace;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.ProviderWire;
import io.alfred.secrets.Secret;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Calls providers that do not speak the client's protocol, and answers in the client's. */
public final class TranslatedAdapter {
    /** Most bytes of an error that are read for its reason. */
    private static final int ERROR_BYTES_MAX = 64 * 1024;

    private static final String JSON = "application/json";
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);
    private static final byte[] NOTHING = {};
    private static final byte[] EMPTY_OBJECT = {'{', '}'};

    private final Upstream upstream;
    private final Signer signer;
    private final InstantSource clock = InstantSource.system();

    /**
     * An adapter for all protocols.
     *
     * @param upstream may be shared; the adapter does not close it
     */
    public TranslatedAdapter(Upstream upstream) {
        this.upstream = upstream;
        this.signer = new Signer(upstream, clock);
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
        HttpPost request = new HttpPost(uri);
        Signer.Content content = new Signer.Content(uri, JSON, asked.body());
        HttpAdapter.sign(
                attempt, request, signer.headers(attempt, call.provider(), call.key(), content));
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
        UpstreamAnswer answer = upstream.send(attempt, request);
        if (answer.status() != 200) {
            return refusal(attempt, answer, call, wire(translation));
        }
        return switch (translation) {
            case Translation.Embeddings embeddings -> vectors(attempt, answer, embeddings);
            case Translation.Chat chat ->
                    call.stream()
                            ? stream(attempt, answer, call, chat)
                            : whole(attempt, answer, call, chat);
        };
    }

    private static ProviderWire wire(Translation translation) {
        return switch (translation) {
            case Translation.Chat chat -> chat.wire();
            case Translation.Embeddings embeddings -> embeddings.errors();
        };
    }

    private static ProviderReply vectors(
            Attempt attempt, UpstreamAnswer answer, Translation.Embeddings embeddings)
            throws UpstreamException {
        Translation.Embedded made =
                answer.body()
                        .whole(HttpAdapter.ANSWER_BYTES_MAX)
                        .flatMap(embeddings.answer()::read)
                        .orElseThrow(() -> notUnderstood(attempt));
        return new ProviderReply.Whole(
                200, Map.of("content-type", JSON), made.body(), made.usage(), "");
    }

    private static ProviderReply refusal(
            Attempt attempt, UpstreamAnswer answer, ProviderCall call, ProviderWire wire)
            throws UpstreamException {
        Optional<String> errorType = answer.header("x-amzn-ErrorType");
        Optional<ProviderError> error =
                answer.body()
                        .whole(ERROR_BYTES_MAX)
                        .map(AnswerJson::exact)
                        .flatMap(body -> wire.error(body, errorType));
        return ProviderError.refusal(attempt, answer.status(), error, call.key());
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

    private ProviderReply whole(
            Attempt attempt, UpstreamAnswer answer, ProviderCall call, Translation.Chat translation)
            throws UpstreamException {
        JsonNode body =
                answer.body()
                        .whole(HttpAdapter.ANSWER_BYTES_MAX)
                        .map(AnswerJson::exact)
                        .filter(ObjectNode.class::isInstance)
                        .orElseThrow(() -> notUnderstood(attempt));
        Optional<ProviderError> failure = translation.wire().error(body);
        if (failure.isPresent()) {
            return ProviderError.failure(attempt, failure.get(), call.key());
        }
        Answer said =
                translation
                        .wire()
                        .answer(body)
                        .map(answered -> named(answered, call))
                        .orElseThrow(() -> notUnderstood(attempt));
        return new ProviderReply.Whole(
                200,
                Map.of("content-type", JSON),
                translation.face().whole(said, asked(call, translation)),
                said.usage(),
                text(said.parts()));
    }

    /** Some providers' answers do not say which model wrote them. */
    private static Answer named(Answer said, ProviderCall call) {
        return said.model().isEmpty()
                ? new Answer(
                        said.id(),
                        call.model().upstreamName(),
                        said.parts(),
                        said.stop(),
                        said.stopText(),
                        said.usage())
                : said;
    }

    private static UpstreamException notUnderstood(Attempt attempt) {
        return attempt.answered(Kind.BAD_ANSWER, 200, "sent an answer that is not of its protocol");
    }

    private static String text(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(
                    switch (part) {
                        case Part.Text said -> said.text();
                        case Part.ToolCall call -> call.name() + call.arguments();
                        case Part.Reasoned reasoned -> reasoned.text();
                        case Part.Refusal refusal -> refusal.text();
                        case Part.Image image -> "";
                        case Part.Document document -> "";
                        case Part.Audio audio -> "";
                        case Part.ToolResult result -> "";
                        case Part.Sealed sealed -> "";
                    });
        }
        return text.toString();
    }

    /** Something that a provider answers without a charge when it takes the key. */
    private record Probe(String path, boolean post) {
        static Probe of(ProviderSettings provider) {
            return switch (provider.protocol()) {
                case OPENAI, ANTHROPIC, GEMINI -> new Probe("/models", false);
                case COHERE -> new Probe("/v1/models", false);
                // an empty request: 400 says that it was looked at, which a wrong key or address
                // would not come to
                case VERTEX ->
                        new Probe("/publishers/google/models/gemini-2.5-flash:countTokens", true);
                case BEDROCK -> new Probe("/model/amazon.nova-micro-v1%3A0/converse", true);
            };
        }

        boolean taken(int status) {
            return post ? status == 400 : status == 200;
        }
    }

    /** Asks for something that needs a valid key and costs nothing. */
    public ProviderProbe test(ProviderSettings provider, Optional<Secret> key) {
        Attempt attempt = Attempt.start(provider.name(), PROBE_TIMEOUT);
        Probe probe = Probe.of(provider);
        try {
            URI uri = URI.create(provider.baseUrl() + probe.path());
            byte[] body = probe.post() ? EMPTY_OBJECT : NOTHING;
            HttpUriRequestBase request = probe.post() ? new HttpPost(uri) : new HttpGet(uri);
            Signer.Content content = new Signer.Content(uri, JSON, body);
            HttpAdapter.sign(attempt, request, signer.headers(attempt, provider, key, content));
            HttpAdapter.put(request, "Accept", JSON);
            if (probe.post()) {
                HttpAdapter.put(request, "Content-Type", JSON);
                request.setEntity(new SentBody(body));
            }
            UpstreamAnswer answer = upstream.send(attempt, request);
            long latencyMs = attempt.elapsedMs();
            answer.body().close();
            return new ProviderProbe(
                    probe.taken(answer.status()),
                    OptionalInt.of(answer.status()),
                    latencyMs,
                    told(probe, answer.status()));
        } catch (UpstreamException e) {
            return new ProviderProbe(
                    false, e.status(), e.elapsedMs(), String.valueOf(e.getMessage()));
        }
    }

    private static String told(Probe probe, int status) {
        if (probe.taken(status)) {
            return "answers and takes the key";
        }
        return status == 401 || status == 403
                ? "refuses the account that Alfred uses"
                : "answers with status " + status + ": check the base URL";
    }
}
