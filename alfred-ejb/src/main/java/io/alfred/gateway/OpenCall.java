package io.alfred.gateway;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ServiceTier;
import io.alfred.ledger.LedgerOperation;
import io.alfred.ledger.LedgerOutcome;
import io.alfred.limits.Permit;
import io.alfred.pricing.Estimate;
import io.alfred.pricing.Estimator;
import io.alfred.providers.AnswerStream;
import io.alfred.providers.ProviderReply;
import io.alfred.providers.UpstreamException;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A call whose money is held, until it is settled or released exactly once.
 *
 * <p>Resolving is enqueued, not awaited (but for the release of a call that may be repeated): the
 * writer keeps it until the database has taken it. The call's place among the calls at a time is
 * free before the client hears of the end, as it may call again at once.
 */
final class OpenCall {
    /** How long the caller of a failed call with an Idempotency-Key waits for the release. */
    static final int RELEASE_WAIT_MS = 2_000;

    private static final System.Logger LOG = System.getLogger(OpenCall.class.getName());

    private final UUID txId;
    private final UUID walletId;
    private final Model model;
    private final Estimate estimate;
    private final CallBooks books;
    private final Estimator estimator;
    private final Endpoint endpoint;
    private final RequestFacts facts;
    private final Permit permit;
    private final Presence client;
    private final boolean keyed;
    private final AtomicBoolean resolved = new AtomicBoolean();

    /**
     * What an open call works with.
     *
     * @param keyed whether the call may be repeated under its Idempotency-Key
     */
    record Tools(
            CallBooks books,
            Estimator estimator,
            Endpoint endpoint,
            RequestFacts facts,
            Permit permit,
            Presence client,
            boolean keyed) {}

    OpenCall(UUID txId, UUID walletId, Model model, Estimate estimate, Tools tools) {
        this.txId = txId;
        this.walletId = walletId;
        this.model = model;
        this.estimate = estimate;
        this.books = tools.books();
        this.estimator = tools.estimator();
        this.endpoint = tools.endpoint();
        this.facts = tools.facts();
        this.permit = tools.permit();
        this.client = tools.client();
        this.keyed = tools.keyed();
    }

    UUID txId() {
        return txId;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Model model() {
        return model;
    }

    Estimate estimate() {
        return estimate;
    }

    RequestFacts facts() {
        return facts;
    }

    Presence client() {
        return client;
    }

    /** How the caller stands with its rate limits, as the call's protocol tells it. */
    Map<String, String> rateHeaders() {
        return switch (endpoint.protocol()) {
            case OPENAI -> permit.standing().openAiHeaders();
            case ANTHROPIC -> permit.standing().anthropicHeaders(Instant.now());
        };
    }

    long countText(String text) {
        return estimator.countText(model, text);
    }

    /**
     * Charges what the provider reported, or else what can be counted.
     *
     * <p>A charge is provisional unless it is the provider's word on the whole answer: what it
     * bills for an answer that broke off, or that Alfred had to count, is known from its bill only.
     *
     * @param answer as far as it came
     */
    Credits settle(AnswerStream answer) {
        return settle(charge(answer), answer.complete());
    }

    /** The same for a whole answer. */
    Credits settle(ProviderReply.Whole answer) {
        return settle(
                charging(answer.tier())
                        .charge(answer.usage(), answer.units(), answer.producedText()),
                true);
    }

    private Credits settle(Charging.Charge charge, boolean whole) {
        if (resolved.compareAndSet(false, true)) {
            facts.settled(charge.usage(), charge.units(), charge.cost());
            permit.used(charge.usage().prompt() + charge.usage().completion());
            permit.close();
            boolean provisional = !whole || charge.usage().estimated();
            enqueue(
                    new LedgerOperation.Settle(
                            txId,
                            walletId,
                            charge.cost(),
                            Optional.of(charge.usage()),
                            provisional));
        }
        return charge.cost();
    }

    /** Gives everything back: nothing was served. */
    void release(String reason) {
        if (resolved.compareAndSet(false, true)) {
            permit.close();
            awaitIfKeyed(books.resolve(new LedgerOperation.Release(txId, walletId, reason)));
        }
    }

    /** Keeps everything held: whether it was served, only the provider's bill can tell. */
    void unknown() {
        if (resolved.compareAndSet(false, true)) {
            permit.usedAll();
            permit.close();
            var unused = books.resolve(new LedgerOperation.MarkUnknown(txId, walletId));
        }
    }

    /** Resolves a call that brought no answer: free only if it was certainly not served. */
    void failed(UpstreamException failure) {
        if (failure.maybeServed()) {
            unknown();
        } else {
            release("the provider gave no answer");
        }
    }

    /** Journals the cost so far, as evidence should this process die. */
    void progress(AnswerStream answer) {
        if (!resolved.get()) {
            enqueue(new LedgerOperation.Progress(txId, walletId, charge(answer).cost()));
        }
    }

    private Charging.Charge charge(AnswerStream answer) {
        return charging(answer.tier())
                .charge(answer.usage(), Optional.empty(), answer.producedText());
    }

    private Charging charging(Optional<ServiceTier> named) {
        return new Charging(model, estimate, this::countText, named);
    }

    /** Who repeats a keyed call is to hear soon that it took place; else nobody waits. */
    private void enqueue(LedgerOperation.OnHold operation) {
        if (keyed) {
            var unused = books.resolve(operation);
        } else {
            books.resolveUnhurried(operation);
        }
    }

    /**
     * A release frees the call's key, so the caller, who is about to hear of the failure and may
     * repeat at once, is told after the commit. A database that does not answer is not waited for.
     */
    private void awaitIfKeyed(CompletionStage<LedgerOutcome> released) {
        if (!keyed) {
            return;
        }
        try {
            released.toCompletableFuture().get(RELEASE_WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "release of {0} not confirmed yet", txId);
        }
    }
}
