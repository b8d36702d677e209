package io.alfred.ledger;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Locks and reads what a batch needs, in as few round trips as can be: wallets with their ancestors
 * and model limits, then holds, then whatever these turn out to need.
 *
 * <p>That is more only where a wallet was moved: its row may have changed while its lock was waited
 * for, and the calls that ran then settle where they were held.
 */
final class BatchReader {
    /** Looks for wallets that the ones before have named. */
    private static final int ROUNDS_MAX = 4;

    private final LedgerStore store;
    private final Map<UUID, WalletLine> wallets = new LinkedHashMap<>();
    private final Map<UUID, HoldLine> holds = new HashMap<>();

    private BatchReader(LedgerStore store) {
        this.store = store;
    }

    static BatchRows read(LedgerStore store, List<LedgerOperation> operations) throws SQLException {
        return new BatchReader(store).read(operations);
    }

    private BatchRows read(List<LedgerOperation> operations) throws SQLException {
        Set<UUID> named = new LinkedHashSet<>();
        Set<UUID> moving = new LinkedHashSet<>();
        Set<UUID> transactions = new LinkedHashSet<>();
        Set<UUID> allotments = new LinkedHashSet<>();
        for (LedgerOperation operation : operations) {
            named.addAll(operation.walletIds());
            switch (operation) {
                case LedgerOperation.Refund refund -> {
                    transactions.add(refund.txId());
                    allotments.add(refund.opId());
                }
                case LedgerOperation.OnHold onHold -> transactions.add(onHold.txId());
                case LedgerOperation.OnAllotment allotment -> allotments.add(allotment.opId());
                case LedgerOperation.Reparent reparent -> moving.add(reparent.walletId());
                case LedgerOperation.OnWallet onWallet -> {}
            }
        }
        LedgerStore.FirstRows first = store.lockAndRead(named, transactions);
        wallets.putAll(first.wallets());
        holds.putAll(first.holds());
        if (!moving.isEmpty()) {
            wallets.putAll(store.lockBelow(moving));
        }
        if (lockTheRest()) {
            store.learn(named, wallets);
        }
        return new BatchRows(
                wallets, holds, store.readPeriods(earlier()), store.readAllotments(allotments));
    }

    /** Whether there was any. */
    private boolean lockTheRest() throws SQLException {
        Set<UUID> missing = missing();
        boolean any = !missing.isEmpty();
        for (int round = 0; !missing.isEmpty(); round++) {
            if (round == ROUNDS_MAX) {
                throw new IllegalStateException(
                        "wallets " + missing + " are named by others but were not found");
            }
            wallets.putAll(store.lockWallets(missing));
            missing = missing();
        }
        return any;
    }

    private Set<UUID> missing() {
        Set<UUID> missing = new HashSet<>();
        Map<UUID, Integer> modelLimits = new HashMap<>();
        for (WalletLine wallet : wallets.values()) {
            missing.addAll(wallet.path());
            if (wallet.isModelLimit()) {
                modelLimits.merge(wallet.path().get(1), 1, Integer::sum);
            }
        }
        holds.values().forEach(hold -> missing.addAll(hold.origin().path()));
        missing.removeAll(wallets.keySet());
        for (WalletLine wallet : wallets.values()) {
            if (wallet.rules().modelLimits() != modelLimits.getOrDefault(wallet.id(), 0)) {
                // One was opened while the lock was waited for.
                missing.add(wallet.id());
            }
        }
        return missing;
    }

    /** The periods in which holds began that are over by now. */
    private Set<PeriodLine.Key> earlier() {
        Set<PeriodLine.Key> keys = new HashSet<>();
        for (HoldLine hold : holds.values()) {
            List<UUID> path = hold.origin().path();
            List<Integer> numbers = hold.origin().periods();
            for (int i = 0; i < path.size(); i++) {
                WalletLine wallet = wallets.get(path.get(i));
                int number = numbers.isEmpty() ? 1 : numbers.get(i);
                if (wallet != null && wallet.current().key().number() != number) {
                    keys.add(new PeriodLine.Key(wallet.id(), number));
                }
            }
        }
        return keys;
    }
}
