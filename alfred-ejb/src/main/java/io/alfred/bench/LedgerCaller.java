package io.alfred.bench;

import io.alfred.kernel.Credits;
import io.alfred.kernel.Ids;
import io.alfred.kernel.TokenUsage;
import io.alfred.ledger.CreditLedger;
import io.alfred.ledger.LedgerOperation;
import io.alfred.ledger.LedgerOutcome;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A client of the gateway as the ledger sees it: a hold, then a settle for less than was held; one
 * request in ten is refunded in full afterwards.
 */
final class LedgerCaller implements ClosedLoop.Request {
    private static final Credits HELD = Credits.ofNanos(2_000_000);
    private static final Credits COST = Credits.ofNanos(1_200_000);
    private static final TokenUsage USAGE = new TokenUsage(300, 0, 0, 450, 0, false);
    private static final Duration CALL_MAX = Duration.ofMinutes(10);
    private static final int REFUND_EVERY = 10;

    private final CreditLedger ledger;
    private final List<UUID> wallets;
    private final LedgerOperation.CallFacts call;
    private int turn;

    /**
     * @param wallets where it spends, in turn
     * @param number which caller it is, so that not all start with the same wallet and end
     */
    LedgerCaller(CreditLedger ledger, List<UUID> wallets, int number) {
        this.ledger = ledger;
        this.wallets = wallets;
        this.turn = number;
        this.call =
                new LedgerOperation.CallFacts(
                        Ids.next(), "bench", "bench/none", "bench-1", /* sandbox= */ false);
    }

    @Override
    public int make(ClosedLoop.Watch watch) {
        UUID tx = Ids.next();
        UUID wallet = wallets.get(turn % wallets.size());
        turn++;
        long startedNanos = System.nanoTime();
        LedgerOutcome held =
                CreditLedger.await(
                        ledger.hold(
                                new LedgerOperation.Hold(
                                        tx, wallet, HELD, call, Instant.now().plus(CALL_MAX))));
        watch.first(startedNanos);
        expect(held instanceof LedgerOutcome.Held, held);
        long heldNanos = System.nanoTime();
        LedgerOutcome settled =
                CreditLedger.await(
                        ledger.resolve(
                                new LedgerOperation.Settle(
                                        tx,
                                        wallet,
                                        COST,
                                        Optional.of(USAGE),
                                        /* provisional= */ false)));
        watch.second(heldNanos);
        expect(settled instanceof LedgerOutcome.Settled, settled);
        return turn % REFUND_EVERY == 0 ? 2 + refund(tx, wallet) : 2;
    }

    private int refund(UUID tx, UUID wallet) {
        LedgerOutcome refunded =
                CreditLedger.await(
                        ledger.decide(
                                new LedgerOperation.Refund(
                                        Ids.next(),
                                        tx,
                                        wallet,
                                        Optional.empty(),
                                        call.keyId(),
                                        "benchmark")));
        expect(refunded instanceof LedgerOutcome.Refunded, refunded);
        return 1;
    }

    private static void expect(boolean asExpected, LedgerOutcome outcome) {
        if (!asExpected) {
            throw new IllegalStateException("the ledger said " + outcome);
        }
    }
}
