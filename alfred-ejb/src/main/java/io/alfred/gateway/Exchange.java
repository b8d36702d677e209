package io.alfred.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Catalog;
import io.alfred.catalog.Model;
import io.alfred.catalog.ProviderSettings;
import io.alfred.idempotency.KeyedRequest;
import io.alfred.identity.Caller;
import io.alfred.identity.KnownKeys;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.CreditLedger;
import io.alfred.ledger.LedgerOperation;
import io.alfred.ledger.LedgerOutcome;
import io.alfred.pricing.Estimate;
import io.alfred.pricing.Estimator;
import io.alfred.providers.ChatStream;
import io.alfred.providers.ExactJson;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.ProviderReply;
import io.alfred.providers.Providers;
import io.alfred.providers.UpstreamException;
import io.alfred.secrets.SecretStore;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The life of a request: authenticate, parse, price, HOLD, forward, relay, SETTLE.
 *
 * <p>Runs on the caller's thread, which should be a virtual one, and outside any transaction. No
 * byte leaves for a provider before the hold has been committed; whatever happens afterwards, the
 * hold is resolved.
 */
@ApplicationScoped
public class Exchange {
    /** A hold outlives the upstream time-out by this much, for the settle to arrive. */
    private static final Duration SETTLE_MARGIN = Duration.ofSeconds(30);

    @Inject private Config config;
    @Inject private KnownKeys knownKeys;
    @Inject private Catalog catalog;
    @Inject private Estimator estimator;
    @Inject private CreditLedger ledger;
    @Inject private Providers providers;
    @Inject private SecretStore secrets;
    @Inject private Refusal refusal;
    @Inject private CallKeys keys;

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
     * One chat call.
     *
     * @param body the request as received
     * @param keyed the same with its Idempotency-Key, if it carries one
     * @throws AlfredException with the code of the step that refused or failed
     */
    public Reply chat(
            Caller caller, byte[] body, Optional<KeyedRequest> keyed, RequestFacts facts) {
        Semaphore limit = Objects.requireNonNull(places);
        if (!limit.tryAcquire()) {
            throw new AlfredException(
                    ErrorCode.OVERLOADED,
                    "the server works on as many calls as it can",
                    "try again in a few seconds");
        }
        boolean streaming = false;
        try {
            Reply reply = run(caller, body, keyed, facts);
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

    private Reply run(
            Caller caller, byte[] body, Optional<KeyedRequest> keyed, RequestFacts facts) {
        long started = System.nanoTime();
        CallClaim claim = keys.claim(keyed);
        Ready ready;
        try {
            ready = prepare(claim, caller, body, facts);
        } catch (AlfredException e) {
            keys.refused(claim, e);
            throw e;
        }
        OpenCall call = ready.call();
        long heldAt = System.nanoTime();
        ProviderCall upstream = upstreamCall(call, ready.provider(), ready.request(), body);
        try {
            ProviderReply reply = providers.chat(upstream);
            facts.upstreamMs(millisSince(heldAt));
            return answer(call, reply, started, heldAt);
        } catch (UpstreamException e) {
            call.failed(e);
            throw UpstreamFailure.explain(call, e);
        } catch (RuntimeException | Error e) {
            // The provider may have the call: a blind release could give away what it bills.
            call.unknown();
            throw e;
        }
    }

    /** A call that may go to its provider. */
    private record Ready(ObjectNode request, ProviderSettings provider, OpenCall call) {}

    private Ready prepare(CallClaim claim, Caller caller, byte[] body, RequestFacts facts) {
        ObjectNode request = ExactJson.readObject(body);
        Model model = catalog.resolve(modelName(request));
        Estimate estimate = estimator.estimate(model, request);
        ProviderSettings provider = provider(model);
        OpenCall call = hold(new Ask(claim, caller, model, estimate), facts);
        if (claim.isStale()) {
            call.release("its Idempotency-Key may have been taken over");
            throw new AlfredException(
                    ErrorCode.OVERLOADED,
                    "the server took too long to begin this call",
                    "try again in a few seconds");
        }
        return new Ready(request, provider, call);
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

    /** What a hold is asked for. */
    private record Ask(CallClaim claim, Caller caller, Model model, Estimate estimate) {}

    private OpenCall hold(Ask ask, RequestFacts facts) {
        UUID txId = ask.claim().txId();
        Model model = ask.model();
        Estimate estimate = ask.estimate();
        UUID walletId =
                ask.caller()
                        .walletId()
                        .orElseThrow(
                                () ->
                                        new AlfredException(
                                                ErrorCode.ROLE_REQUIRED,
                                                "this key debits no wallet",
                                                "use a key of a user who has a wallet"));
        facts.transaction(txId, model.id());
        if (estimate.worstCase().nanos() > LedgerOperation.HOLD_MAX_NANOS) {
            throw AlfredException.invalid(
                    "max_completion_tokens",
                    "the worst case of this call is " + estimate.worstCase() + " credits",
                    "ask for fewer tokens or choices");
        }
        Duration timeout = Objects.requireNonNull(settings).upstreamTimeout();
        LedgerOutcome outcome =
                CreditLedger.await(
                        ledger.hold(
                                new LedgerOperation.Hold(
                                        txId,
                                        walletId,
                                        estimate.worstCase(),
                                        new LedgerOperation.CallFacts(
                                                ask.caller().keyId(),
                                                model.provider(),
                                                model.name(),
                                                model.price().orElseThrow().version(),
                                                model.sandbox()),
                                        Instant.now().plus(timeout).plus(SETTLE_MARGIN))));
        return switch (outcome) {
            case LedgerOutcome.Held held ->
                    new OpenCall(
                            txId,
                            walletId,
                            model,
                            estimate,
                            new OpenCall.Tools(ledger, estimator, facts, ask.claim().isKeyed()));
            case LedgerOutcome.Denied denied ->
                    throw refusal.explain(denied, txId, model.price().orElseThrow(), estimate);
            case LedgerOutcome.Rejected rejected ->
                    throw new AlfredException(rejected.code(), rejected.message(), rejected.fix())
                            .inTransaction(txId);
            case LedgerOutcome.Settled other -> throw unexpected(other);
            case LedgerOutcome.Released other -> throw unexpected(other);
            case LedgerOutcome.Noted other -> throw unexpected(other);
            case LedgerOutcome.Refunded other -> throw unexpected(other);
            case LedgerOutcome.Allotted other -> throw unexpected(other);
            case LedgerOutcome.Changed other -> throw unexpected(other);
        };
    }

    /** Nothing has left yet, so a failure here gives the hold back. */
    private ProviderCall upstreamCall(
            OpenCall call, ProviderSettings provider, ObjectNode request, byte[] body) {
        try {
            return providerCall(call, provider, request, body);
        } catch (RuntimeException | Error e) {
            call.release("the call failed inside Alfred");
            throw e;
        }
    }

    private ProviderCall providerCall(
            OpenCall call, ProviderSettings provider, ObjectNode request, byte[] body) {
        return new ProviderCall(
                call.txId(),
                provider,
                call.model().sandbox()
                        ? Optional.empty()
                        : secrets.get("provider/" + provider.name()),
                call.model(),
                request,
                body,
                request.path("stream").asBoolean(false),
                call.estimate().promptTokens(),
                call::countText,
                Objects.requireNonNull(settings).upstreamTimeout());
    }

    private static Reply answer(OpenCall call, ProviderReply reply, long started, long heldAt)
            throws UpstreamException {
        return switch (reply) {
            case ProviderReply.Whole whole -> {
                long upstreamNanos = System.nanoTime() - heldAt;
                Credits cost = call.settle(whole.usage(), whole.producedText(), true);
                Map<String, String> headers = headers(call);
                headers.put("X-Alfred-Cost", cost.toString());
                headers.put(
                        "X-Alfred-Overhead-Ms",
                        millis(System.nanoTime() - started - upstreamNanos));
                yield new Reply.Whole(whole.status(), headers, whole.body());
            }
            case ProviderReply.Stream stream -> streamed(call, stream.stream(), started, heldAt);
            case ProviderReply.Refused refused -> {
                call.release("the provider refused the request");
                call.facts().error("upstream_refused");
                yield new Reply.Whole(
                        refused.status(),
                        headers(call),
                        ErrorBody.refused(refused, call.txId()).getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    /** The first event is awaited here, so that a stream that fails before it gets its status. */
    private static Reply streamed(OpenCall call, ChatStream stream, long started, long heldAt)
            throws UpstreamException {
        byte @Nullable [] first;
        try {
            first = stream.next();
        } catch (UpstreamException | RuntimeException e) {
            stream.close();
            throw e;
        }
        if (first == null) {
            stream.close();
            throw UpstreamException.of(
                    UpstreamException.Kind.BAD_ANSWER,
                    "the provider's stream ended before it began",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heldAt));
        }
        Map<String, String> headers = headers(call);
        headers.put("X-Alfred-Overhead-Ms", millis(heldAt - started));
        return new Reply.Streamed(headers, new RelayedStream(stream, call, first));
    }

    private static Map<String, String> headers(OpenCall call) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Alfred-Model", call.model().id());
        headers.put("X-Alfred-Transaction", call.txId().toString());
        return headers;
    }

    private static String modelName(ObjectNode request) {
        JsonNode model = request.get("model");
        if (model == null || !model.isTextual() || model.textValue().isBlank()) {
            throw AlfredException.invalid(
                    "model",
                    "model is missing or not a text",
                    "name a model, such as \"sandbox/echo\"; GET /v1/models lists them");
        }
        return model.textValue();
    }

    private static IllegalStateException unexpected(LedgerOutcome outcome) {
        return new IllegalStateException("not an answer to a hold: " + outcome);
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static String millis(long nanos) {
        return BigDecimal.valueOf(nanos, 6).setScale(1, RoundingMode.HALF_UP).toPlainString();
    }
}
