package io.alfred.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Catalog;
import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ProviderSettings;
import io.alfred.identity.Caller;
import io.alfred.identity.KnownKeys;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.ServiceTier;
import io.alfred.limits.LimitDesk;
import io.alfred.limits.Permit;
import io.alfred.pricing.Estimate;
import io.alfred.pricing.Estimator;
import io.alfred.providers.ExactJson;
import io.alfred.providers.MultipartForm;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.ProviderReply;
import io.alfred.providers.Providers;
import io.alfred.providers.UpstreamException;
import io.alfred.secrets.KnownSecrets;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The life of a request: authenticate, limit, parse, price, HOLD, forward, relay, SETTLE.
 *
 * <p>Runs on the caller's thread, which should be a virtual one, and outside any transaction. No
 * byte leaves for a provider before the hold has been committed; whatever happens afterwards, the
 * hold is resolved.
 */
@ApplicationScoped
public class Exchange {
    @Inject private Config config;
    @Inject private KnownKeys knownKeys;
    @Inject private LimitDesk limits;
    @Inject private Catalog catalog;
    @Inject private LongPrompts prompts;
    @Inject private HoldDesk holds;
    @Inject private Providers providers;
    @Inject private KnownSecrets secrets;
    @Inject private CallKeys keys;
    @Inject private DryRun dryRun;

    private @Nullable GatewayConfig settings;
    private @Nullable Semaphore places;

    @PostConstruct
    void start() {
        GatewayConfig read = GatewayConfig.read(config);
        settings = read;
        places = new Semaphore(read.inFlightMax());
    }

    /**
     * Who calls; the cheapest check, made before the body is read.
     *
     * @throws AlfredException {@code INVALID_API_KEY}, {@code TOKEN_EXPIRED}, {@code
     *     KEY_SUSPENDED}, {@code ROLE_REQUIRED} for a key without the scope
     */
    public Caller admit(String bearerSecret, RequestFacts facts) {
        Caller caller = knownKeys.authenticate(bearerSecret);
        facts.caller(caller);
        if (!caller.scopeV1()) {
            throw new AlfredException(
                    ErrorCode.ROLE_REQUIRED,
                    "this key has no scope for /v1",
                    "use a key made by `alfred init` or `alfred key create`");
        }
        return caller;
    }

    /**
     * Lets a caller begin a call, before its body is read; to be closed when the call has ended.
     *
     * @throws AlfredException {@code RATE_LIMITED}, {@code OVERLOADED}
     */
    public Permit permit(Caller caller) {
        return limits.admit(caller);
    }

    /**
     * Makes one call.
     *
     * @throws AlfredException with the code of the step that refused or failed
     */
    public Reply make(Call call) {
        Semaphore limit = Objects.requireNonNull(places);
        if (!limit.tryAcquire()) {
            throw new AlfredException(
                    ErrorCode.OVERLOADED,
                    "the server works on as many calls as it can",
                    "try again in a few seconds");
        }
        boolean streaming = false;
        try {
            Reply reply = run(call);
            if (reply instanceof Reply.Streamed streamed) {
                streamed.stream().whenClosed(limit::release);
                streaming = true;
            }
            return reply;
        } finally {
            if (!streaming) {
                limit.release();
            }
        }
    }

    private Reply run(Call call) {
        call.facts().context(call.context());
        if (call.context().dryRun()) {
            CallClaim unclaimed = keys.claim(Optional.empty());
            Reply answer = dryRun.answer(price(unclaimed, call).ask());
            // before the client hears of it, who may make the call at once
            call.permit().close();
            return answer;
        }
        long startedAt = System.nanoTime();
        CallClaim claim = keys.claim(call.keyed());
        Ready ready;
        try {
            ready = prepare(claim, call);
        } catch (AlfredException e) {
            keys.refused(claim, e);
            throw e;
        }
        long heldAt = System.nanoTime();
        OpenCall open = ready.open();
        ProviderCall upstream = upstreamCall(ready, call);
        try {
            ProviderReply reply = send(upstream, call.client());
            call.facts().upstreamMs(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heldAt));
            return new Answering(
                            open,
                            ready.output(),
                            startedAt,
                            heldAt,
                            Objects.requireNonNull(settings).quietMax())
                    .answer(reply);
        } catch (UpstreamException e) {
            open.failed(e);
            throw call.client().isGone()
                    ? UpstreamFailure.clientLeft(open, e)
                    : UpstreamFailure.explain(open, e);
        } catch (RuntimeException | Error e) {
            // The provider may have the call: a blind release could give away what it bills.
            open.unknown();
            throw e;
        }
    }

    private ProviderReply send(ProviderCall upstream, Presence client) throws UpstreamException {
        client.beginWait();
        try {
            return providers.send(upstream);
        } finally {
            client.endWait();
        }
    }

    /** A call that may go to its provider. */
    private record Ready(OutputLimit output, ProviderSettings provider, OpenCall open) {}

    /** A call whose worst case is known. */
    private record Priced(HoldDesk.Ask ask, ProviderSettings provider) {}

    private Priced price(CallClaim claim, Call call) {
        ObjectNode request = fields(call);
        Model named =
                catalog.forOrg(
                        call.caller().orgId(),
                        catalog.resolve(
                                modelName(call.endpoint(), request), call.endpoint().kind()));
        ProviderSettings provider = provider(named);
        Model model = priced(call.endpoint(), named, provider, request);
        OutputLimit output =
                OutputLimit.of(
                        call.endpoint(),
                        request,
                        providers.outputField(provider),
                        providers.leastOutput(call.endpoint(), provider, model));
        providers.requirePriced(call.endpoint(), provider, request);
        if (call.endpoint() == Endpoint.CHAT
                && !model.sandbox()
                && providers.knowsOneLimit(provider)) {
            output.nameAs(providers.outputField(provider));
        }
        output.fillIn(call.caller().defaultMaxOutputTokens(), model);
        boolean translated = providers.translates(call.endpoint(), provider, model);
        if (translated) {
            output.fillInWhatIsHeld(model);
            // What cannot be told is refused before anything is held for it.
            var unused = providers.translate(call.endpoint(), provider, model, request);
        }
        Estimate estimate =
                translated && call.endpoint() == Endpoint.COUNT_TOKENS
                        ? prompts.count(call, model, request)
                        : prompts.estimate(call, model, request);
        return new Priced(new HoldDesk.Ask(claim, call, model, estimate, output), provider);
    }

    /** The model at the prices that this call is held and charged by. */
    private Model priced(
            Endpoint endpoint, Model named, ProviderSettings provider, ObjectNode request) {
        if (endpoint.free()) {
            return named.free();
        }
        Model model =
                providers.fastByDefault(endpoint, provider, named)
                        ? named.usually(ServiceTier.PRIORITY)
                        : named;
        return providers.hidesLongCaching(endpoint, provider, named)
                        && Estimator.cachesForLong(request)
                ? model.cachingForLong()
                : model;
    }

    private Ready prepare(CallClaim claim, Call call) {
        Priced priced = price(claim, call);
        // A count uses no tokens, whoever makes it.
        long tokens = call.endpoint().free() ? 0 : priced.ask().estimate().tokensMax();
        call.permit().tokens(priced.ask().model().id(), tokens);
        OpenCall open = holds.hold(priced.ask());
        if (claim.isStale()) {
            open.release("its Idempotency-Key may have been taken over");
            throw new AlfredException(
                    ErrorCode.OVERLOADED,
                    "the server took too long to begin this call",
                    "try again in a few seconds");
        }
        if (call.client().isGone()) {
            open.release("the client left before the call was made");
            throw UpstreamFailure.leftInTime(open);
        }
        return new Ready(priced.ask().output(), priced.provider(), open);
    }

    /** The catalogue may have changed since the model was found in it. */
    private ProviderSettings provider(Model model) {
        return catalog.provider(model.provider())
                .orElseThrow(
                        () ->
                                new AlfredException(
                                        ErrorCode.PROVIDER_UNAVAILABLE,
                                        "provider \"" + model.provider() + "\" was just disabled",
                                        "try again, or name another model"));
    }

    /** Nothing has left yet, so a failure here gives the hold back. */
    private ProviderCall upstreamCall(Ready ready, Call call) {
        try {
            return providerCall(ready, call);
        } catch (RuntimeException | Error e) {
            ready.open().release("the call failed inside Alfred");
            throw e;
        }
    }

    private ProviderCall providerCall(Ready ready, Call call) {
        OpenCall open = ready.open();
        ObjectNode request = ready.output().request();
        return new ProviderCall(
                open.endpoint(),
                open.txId(),
                ready.provider(),
                open.model().sandbox()
                        ? Optional.empty()
                        : secrets.get("provider/" + ready.provider().name()),
                open.model(),
                request,
                ready.output().body(call.body()),
                headers(call, open.txId()),
                streams(open.endpoint(), request),
                open.estimate().promptTokens(),
                open::countText,
                Objects.requireNonNull(settings).upstreamTimeout(),
                call.contentType(),
                providers.translate(open.endpoint(), ready.provider(), open.model(), request));
    }

    private static Map<String, String> headers(Call call, UUID txId) {
        Map<String, String> headers = new HashMap<>(call.headers());
        headers.putAll(call.context().upstream(txId));
        return headers;
    }

    private static ObjectNode fields(Call call) {
        return call.endpoint().takesForm()
                ? MultipartForm.read(call.body(), call.contentType()).fields()
                : ExactJson.readObject(call.body());
    }

    /** Whether the answer is asked for in events. */
    private static boolean streams(Endpoint endpoint, ObjectNode request) {
        return switch (endpoint) {
            case EMBEDDINGS, MODERATIONS, COUNT_TOKENS -> false;
            case SPEECH -> request.path("stream_format").asText().equals("sse");
            case CHAT, RESPONSES, COMPLETIONS, IMAGES, TRANSCRIPTIONS, TRANSLATIONS, MESSAGES ->
                    request.path("stream").asBoolean(false);
        };
    }

    private static String modelName(Endpoint endpoint, ObjectNode request) {
        JsonNode model = request.get("model");
        if (model == null && endpoint.defaultModel().isPresent()) {
            return endpoint.defaultModel().get();
        }
        if (model == null || !model.isTextual() || model.textValue().isBlank()) {
            throw AlfredException.invalid(
                    "model",
                    "model is missing or not a text",
                    "name a model, such as \"sandbox/echo\"; GET /v1/models lists them");
        }
        return model.textValue();
    }
}
