package io.alfred.ledger;

import io.alfred.kernel.Credits;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the ledger promises, said as plainly as can be: maps and one operation at a time, no
 * batches, no entries, no database. It knows nothing of the product's classes but the operations.
 */
final class LedgerModel {
    private final Map<UUID, Wallet> wallets = new LinkedHashMap<>();
    private final Map<UUID, Hold> holds = new HashMap<>();

    /** What an operation must lead to, as far as callers can tell. */
    enum Verdict {
        TAKEN,
        DENIED,
        REJECTED
    }

    static final class Amounts {
        @Nullable Long allotted;
        long held;
        long spent;

        WalletLine.Counters counters() {
            return new WalletLine.Counters(allotted, held, spent);
        }
    }

    static final class Wallet {
        final UUID id;
        final @Nullable String models;
        @Nullable UUID parent;
        WalletState state = WalletState.ACTIVE;
        @Nullable Long base;
        Period rhythm = Period.NONE;
        boolean carryOver;
        @Nullable Instant end;
        final TreeMap<Integer, Amounts> periods = new TreeMap<>(Map.of(1, new Amounts()));

        Wallet(UUID id, @Nullable UUID parent, @Nullable String models) {
            this.id = id;
            this.parent = parent;
            this.models = models;
        }

        Amounts now() {
            return periods.lastEntry().getValue();
        }

        /** What may still be used in that period. */
        long free(Amounts amounts) {
            return amounts.allotted == null
                    ? Long.MAX_VALUE
                    : amounts.allotted - amounts.held - amounts.spent;
        }
    }

    static final class Hold {
        final UUID wallet;
        final List<Amounts> levels;
        final List<Wallet> payers;
        final long asked;
        long amount;
        HoldState state = HoldState.OPEN;
        long charged;
        long shortfall;
        long refunded;
        boolean provisional;

        Hold(UUID wallet, List<Wallet> payers, long asked) {
            this.wallet = wallet;
            this.payers = payers;
            this.levels = payers.stream().map(Wallet::now).toList();
            this.asked = asked;
            this.amount = asked;
        }

        /** What every level has left in the period in which the call began. */
        long room() {
            long room = Long.MAX_VALUE;
            for (int i = 0; i < levels.size(); i++) {
                room = Math.min(room, payers.get(i).free(levels.get(i)));
            }
            return room;
        }
    }

    void open(UUID id, @Nullable UUID parent, @Nullable Long allotted) {
        Wallet wallet = new Wallet(id, parent, null);
        wallet.base = allotted;
        wallet.now().allotted = allotted;
        wallets.put(id, wallet);
    }

    private Wallet wallet(UUID id) {
        return Objects.requireNonNull(wallets.get(id));
    }

    Map<UUID, Wallet> wallets() {
        return wallets;
    }

    Map<UUID, Hold> holds() {
        return holds;
    }

    /** Whoever the wallet lies below, itself first; the wallets that a batch locks. */
    List<Wallet> chain(UUID id) {
        List<Wallet> chain = new ArrayList<>();
        for (UUID at = id; at != null; at = chain.getLast().parent) {
            chain.add(wallet(at));
        }
        return chain;
    }

    List<Wallet> modelLimits(UUID id) {
        return wallets.values().stream()
                .filter(wallet -> wallet.models != null && id.equals(wallet.parent))
                .toList();
    }

    /** Begins the periods that are due; what a batch does to every wallet that it locks. */
    void renew(Wallet wallet, Instant now) {
        if (wallet.end == null || now.isBefore(wallet.end)) {
            return;
        }
        Amounts next = new Amounts();
        next.allotted = wallet.base;
        if (wallet.base != null && wallet.carryOver) {
            next.allotted =
                    Math.min(
                            LedgerOperation.ALLOTTED_MAX_NANOS,
                            wallet.base + Math.max(0, wallet.free(wallet.now())));
        }
        wallet.periods.put(wallet.periods.lastKey() + 1, next);
        wallet.end = wallet.rhythm.at(now).end().orElse(null);
    }

    Verdict hold(LedgerOperation.Hold hold) {
        Hold first = holds.get(hold.txId());
        if (first != null) {
            boolean same =
                    first.wallet.equals(hold.walletId()) && first.asked == hold.amount().nanos();
            return same ? Verdict.TAKEN : Verdict.REJECTED;
        }
        List<Wallet> payers = payers(hold);
        boolean barred = payers.stream().anyMatch(wallet -> wallet.state != WalletState.ACTIVE);
        boolean wanting =
                payers.stream()
                        .anyMatch(
                                wallet ->
                                        wallet.free(wallet.now()) <= 0
                                                || wallet.free(wallet.now())
                                                        < hold.amount().nanos());
        if (barred || wanting) {
            return Verdict.DENIED;
        }
        Hold made = new Hold(hold.walletId(), payers, hold.amount().nanos());
        made.levels.forEach(level -> level.held += made.asked);
        holds.put(hold.txId(), made);
        return Verdict.TAKEN;
    }

    private List<Wallet> payers(LedgerOperation.Hold hold) {
        List<Wallet> payers = new ArrayList<>();
        for (Wallet wallet : chain(hold.walletId())) {
            payers.add(wallet);
            modelLimits(wallet.id).stream()
                    .filter(limit -> matches(limit, hold.call().modelId()))
                    .forEach(payers::add);
        }
        return payers;
    }

    private static boolean matches(Wallet limit, String model) {
        String models = Optional.ofNullable(limit.models).orElseThrow();
        return models.endsWith("*")
                ? model.startsWith(models.substring(0, models.length() - 1))
                : models.equals(model);
    }

    Verdict settle(LedgerOperation.Settle settle) {
        Hold hold = holds.get(settle.txId());
        long cost = settle.cost().nanos();
        if (hold == null || !hold.wallet.equals(settle.walletId())) {
            return Verdict.REJECTED;
        }
        if (!hold.state.holdsMoney()) {
            return late(hold, cost, settle.provisional());
        }
        long more = Math.max(0, Math.min(cost - hold.amount, hold.room()));
        long charged = Math.min(cost, hold.amount + more);
        for (Amounts level : hold.levels) {
            level.held -= hold.amount;
            level.spent += charged;
        }
        hold.amount += more;
        hold.state = HoldState.SETTLED;
        hold.charged = charged;
        hold.shortfall = cost - charged;
        hold.provisional = settle.provisional();
        return Verdict.TAKEN;
    }

    /** The true cost replaces a guess, or a release that was none; nothing replaces the truth. */
    private static Verdict late(Hold hold, long cost, boolean provisional) {
        boolean settled = hold.state == HoldState.SETTLED;
        boolean same = settled && hold.charged + hold.shortfall == cost;
        if (same && (!hold.provisional || provisional)) {
            return Verdict.TAKEN;
        }
        if (provisional || (settled ? !hold.provisional : cost == 0)) {
            return Verdict.REJECTED;
        }
        long more = Math.max(0, Math.min(cost - hold.charged, hold.room()));
        long charged = Math.min(cost, hold.charged + more);
        hold.levels.forEach(level -> level.spent += charged - hold.charged);
        hold.state = HoldState.SETTLED;
        hold.charged = charged;
        hold.shortfall = cost - charged;
        hold.provisional = false;
        return Verdict.TAKEN;
    }

    Verdict conclude(LedgerOperation.Conclude conclude) {
        Hold hold = holds.get(conclude.txId());
        if (hold == null
                || !hold.wallet.equals(conclude.walletId())
                || hold.state == HoldState.OPEN) {
            return Verdict.REJECTED;
        }
        UUID tx = conclude.txId();
        return conclude.cost().nanos() > 0 || hold.state == HoldState.SETTLED
                ? settle(
                        new LedgerOperation.Settle(
                                tx, hold.wallet, conclude.cost(), Optional.empty(), false))
                : release(new LedgerOperation.Release(tx, hold.wallet, ""));
    }

    Verdict refund(LedgerOperation.Refund refund) {
        Hold hold = holds.get(refund.txId());
        if (hold == null
                || !hold.wallet.equals(refund.walletId())
                || hold.state != HoldState.SETTLED
                || hold.provisional) {
            return Verdict.REJECTED;
        }
        long left = hold.charged - hold.refunded;
        long amount = refund.amount().map(Credits::nanos).orElse(left);
        if (amount == 0 || amount > left) {
            return Verdict.REJECTED;
        }
        hold.levels.forEach(level -> level.spent -= amount);
        hold.refunded += amount;
        return Verdict.TAKEN;
    }

    Verdict release(LedgerOperation.Release release) {
        Hold hold = holds.get(release.txId());
        if (hold == null
                || !hold.wallet.equals(release.walletId())
                || hold.state == HoldState.SETTLED) {
            return Verdict.REJECTED;
        }
        if (hold.state.holdsMoney()) {
            hold.levels.forEach(level -> level.held -= hold.amount);
            hold.state = HoldState.RELEASED;
        }
        return Verdict.TAKEN;
    }

    Verdict unknown(LedgerOperation.MarkUnknown unknown) {
        Hold hold = holds.get(unknown.txId());
        if (hold == null || !hold.wallet.equals(unknown.walletId())) {
            return Verdict.REJECTED;
        }
        hold.state = hold.state == HoldState.OPEN ? HoldState.UNKNOWN : hold.state;
        return Verdict.TAKEN;
    }

    Verdict limit(LedgerOperation.SetLimit limit) {
        Wallet wallet = wallet(limit.walletId());
        wallet.base = limit.allotted().map(Credits::nanos).orElse(null);
        wallet.now().allotted = wallet.base;
        return Verdict.TAKEN;
    }

    Verdict add(UUID id, long change) {
        Amounts now = wallet(id).now();
        if (now.allotted == null
                || now.allotted + change < 0
                || now.allotted + change > LedgerOperation.ALLOTTED_MAX_NANOS) {
            return Verdict.REJECTED;
        }
        now.allotted += change;
        return Verdict.TAKEN;
    }

    Verdict transfer(LedgerOperation.Transfer transfer) {
        Wallet from = wallet(transfer.walletId());
        Wallet to = wallet(transfer.toWalletId());
        long amount = transfer.amount().nanos();
        Long given = from.now().allotted;
        Long taken = to.now().allotted;
        if (given == null || taken == null) {
            return Verdict.REJECTED;
        }
        boolean possible =
                from.state != WalletState.CLOSED
                        && to.state != WalletState.CLOSED
                        && from.free(from.now()) >= amount;
        if (!possible) {
            return Verdict.REJECTED;
        }
        from.now().allotted = given - amount;
        to.now().allotted = taken + amount;
        return Verdict.TAKEN;
    }

    Verdict stand(UUID id, WalletState state) {
        Wallet wallet = wallet(id);
        if (wallet.state == WalletState.CLOSED) {
            return state == WalletState.CLOSED ? Verdict.TAKEN : Verdict.REJECTED;
        }
        wallet.state = state;
        return Verdict.TAKEN;
    }

    Verdict period(LedgerOperation.SetPeriod set, Instant now) {
        Wallet wallet = wallet(set.walletId());
        if (wallet.state == WalletState.CLOSED) {
            return Verdict.REJECTED;
        }
        List<Wallet> all = new ArrayList<>(modelLimits(wallet.id));
        all.add(wallet);
        for (Wallet each : all) {
            if (!each.rhythm.equals(set.period()) || each.carryOver != set.carryOver()) {
                each.rhythm = set.period();
                each.carryOver = set.carryOver();
                each.end = set.period().at(now).end().orElse(null);
            }
        }
        return Verdict.TAKEN;
    }

    Verdict move(LedgerOperation.Reparent move) {
        Wallet wallet = wallet(move.walletId());
        UUID parent = move.parentId().orElse(null);
        boolean possible =
                wallet.state != WalletState.CLOSED
                        && wallet.models == null
                        && (parent == null
                                || (wallet(parent).state != WalletState.CLOSED
                                        && wallet(parent).models == null
                                        && !chain(parent).contains(wallet)));
        if (!possible) {
            return Verdict.REJECTED;
        }
        UUID before = wallet.parent;
        wallet.parent = parent;
        boolean tooDeep =
                wallets.values().stream()
                        .filter(each -> each.models == null && chain(each.id).contains(wallet))
                        .anyMatch(each -> chain(each.id).size() > WalletBook.DEPTH_MAX);
        // A move to where it lies is no move, however deep.
        if (tooDeep && !Objects.equals(before, parent)) {
            wallet.parent = before;
            return Verdict.REJECTED;
        }
        return Verdict.TAKEN;
    }

    Verdict openModelLimit(LedgerOperation.OpenModelLimit open) {
        Wallet wallet = wallet(open.walletId());
        if (wallet.state == WalletState.CLOSED || wallet.models != null) {
            return Verdict.REJECTED;
        }
        boolean there =
                modelLimits(wallet.id).stream()
                        .anyMatch(limit -> open.models().equals(limit.models));
        if (!there) {
            Wallet limit = new Wallet(open.limitId(), wallet.id, open.models());
            limit.rhythm = wallet.rhythm;
            limit.carryOver = wallet.carryOver;
            limit.end = wallet.end;
            wallets.put(limit.id, limit);
        }
        return Verdict.TAKEN;
    }
}
