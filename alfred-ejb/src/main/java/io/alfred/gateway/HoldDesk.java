package io.alfred.gateway;

import io.alfred.catalog.Model;
import io.alfred.catalog.ModelPrice;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.CreditLedger;
import io.alfred.ledger.LedgerOperation;
import io.alfred.ledger.LedgerOutcome;
import io.alfred.pricing.Estimate;
import io.alfred.pricing.Estimator;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Takes the worst case of a call from its wallet before the call is made. */
@ApplicationScoped
class HoldDesk {
    private static final System.Logger LOG = System.getLogger(HoldDesk.class.getName());
    private static final CallBooks NO_BOOKS = new CallBooks.None();

    /** A hold outlives the upstream time-out by this much, for the settle to arrive. */
    private static final Duration SETTLE_MARGIN = Duration.ofSeconds(30);

    @Inject private Config config;
    @Inject private CreditLedger ledger;
    @Inject private Estimator estimator;
    @Inject private LongPrompts prompts;
    @Inject private Refusal refusal;

    private @Nullable Duration lifetime;
    private @Nullable CallBooks books;
    private Optional<String> unbooked = Optional.empty();

    @PostConstruct
    void start() {
        GatewayConfig read = GatewayConfig.read(config);
        lifetime = read.upstreamTimeout().plus(SETTLE_MARGIN);
        books = new CallBooks.OfLedger(ledger);
        unbooked = read.unbookedModel();
        unbooked.ifPresent(
                model ->
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "calls of {0} are not charged: this server is for a benchmark",
                                model));
    }

    private CallBooks books(Ask ask) {
        return unbooked.filter(model -> model.equals(ask.model().id())).isPresent()
                ? NO_BOOKS
                : Objects.requireNonNull(books);
    }

    /**
     * What a hold is asked for.
     *
     * @param output the limit that the wallet may lower
     */
    record Ask(CallClaim claim, Call call, Model model, Estimate estimate, OutputLimit output) {}

    /**
     * Holds, and returns after the commit.
     *
     * @throws AlfredException {@code WALLET_EXHAUSTED}, {@code WALLET_FROZEN}, {@code
     *     WALLET_CLOSED}, {@code ROLE_REQUIRED} for a key without a wallet, {@code OUTCOME_UNKNOWN}
     */
    OpenCall hold(Ask ask) {
        UUID txId = ask.claim().txId();
        ask.call().facts().transaction(txId, ask.model().id());
        LedgerOperation.Hold operation = operation(ask);
        LedgerOutcome outcome = CreditLedger.await(books(ask).hold(operation));
        return switch (outcome) {
            case LedgerOutcome.Held held -> open(ask, operation, held);
            case LedgerOutcome.Denied denied -> throw refusal.explain(denied, ask);
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

    private OpenCall open(Ask ask, LedgerOperation.Hold operation, LedgerOutcome.Held held) {
        OpenCall open =
                new OpenCall(
                        operation.txId(),
                        operation.walletId(),
                        ask.model(),
                        ask.estimate(),
                        new OpenCall.Tools(
                                books(ask),
                                estimator,
                                ask.call().endpoint(),
                                ask.call().facts(),
                                ask.call().permit(),
                                ask.call().client(),
                                ask.claim().isKeyed()));
        if (held.outputLimit().isPresent()) {
            lower(ask, open, held);
        }
        return open;
    }

    /** The lowered request is priced again: what goes out must fit into what is held. */
    private void lower(Ask ask, OpenCall open, LedgerOutcome.Held held) {
        ask.output().lowerTo(held.outputLimit().getAsLong());
        ask.call().facts().lowered(held.outputLimit().getAsLong());
        boolean fits = false;
        try {
            Estimate lowered = prompts.estimate(ask.call(), ask.model(), ask.output().request());
            fits = lowered.worstCase().compareTo(held.amount()) <= 0;
        } finally {
            if (!fits) {
                open.release("its output limit could not be lowered");
            }
        }
        if (!fits) {
            throw new IllegalStateException("a lowered call may cost more than is held for it");
        }
    }

    private static void requireHoldable(Ask ask) {
        Estimate estimate = ask.estimate();
        if (estimate.worstCase().nanos() > LedgerOperation.HOLD_MAX_NANOS) {
            throw AlfredException.invalid(
                    ask.output().field().orElse("input"),
                    "the worst case of this call is " + estimate.worstCase() + " credits",
                    "ask for less at a time");
        }
    }

    /**
     * The hold that the call needs.
     *
     * @throws AlfredException {@code ROLE_REQUIRED} for a key without a wallet, {@code
     *     INVALID_REQUEST} for a price beyond what can be held
     */
    LedgerOperation.Hold operation(Ask ask) {
        requireHoldable(ask);
        UUID walletId =
                ask.call()
                        .caller()
                        .walletId()
                        .orElseThrow(
                                () ->
                                        new AlfredException(
                                                ErrorCode.ROLE_REQUIRED,
                                                "this key debits no wallet",
                                                "use a key of a user who has a wallet"));
        ModelPrice price = ask.model().price().orElseThrow();
        return new LedgerOperation.Hold(
                ask.claim().txId(),
                walletId,
                ask.estimate().worstCase(),
                new LedgerOperation.CallFacts(
                        ask.call().caller().keyId(),
                        ask.model().provider(),
                        ask.model().name(),
                        price.version(),
                        ask.model().sandbox()),
                Instant.now().plus(Objects.requireNonNull(lifetime)),
                ask.output()
                        .lowering(
                                ask.model(),
                                ask.estimate(),
                                estimator.outputPrice(ask.model(), ask.estimate())),
                ask.call().context().links());
    }

    static IllegalStateException unexpected(LedgerOutcome outcome) {
        return new IllegalStateException("not an answer to a hold: " + outcome);
    }
}
