package io.alfred.reconcile;

import io.alfred.kernel.Credits;
import io.alfred.ledger.CallBook.BookedCall;
import io.alfred.ledger.HoldState;
import io.alfred.reconcile.Difference.Kind;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Compares a bill with the calls it is shown, one after the other, and says what is to be closed
 * and what differs. Changes nothing; keeps no call that agrees.
 */
final class Comparison {
    private final ProviderBill bill;
    private final Map<UUID, BillLine> open;
    private final Rules rules;
    private final Map<BillLine.Group, Sum> sums = new LinkedHashMap<>();
    private final List<Closing> closings = new ArrayList<>();
    private final Findings findings = new Findings();
    private long agreed;
    private long bookedNanos;

    /**
     * What may be concluded.
     *
     * @param absentMeansUnserved a call that a bill of single calls does not list was not served
     * @param chargeReleased a call that Alfred took for unserved is charged when it was billed
     */
    record Rules(boolean absentMeansUnserved, boolean chargeReleased) {}

    /** A call to be closed at the cost that the bill tells. */
    record Closing(BookedCall call, Credits cost, Optional<Integer> line) {}

    /** What the books have of a model and day beside the calls that the bill lists. */
    private static final class Sum {
        private long nanos;
        private final List<BookedCall> unclosed = new ArrayList<>();

        boolean hasUnknown() {
            return unclosed.stream().anyMatch(call -> call.state() == HoldState.UNKNOWN);
        }
    }

    Comparison(ProviderBill bill, Rules rules) {
        this.bill = bill;
        this.open = new LinkedHashMap<>(bill.calls());
        this.rules = rules;
    }

    /** A call on a day that the bill covers. */
    void see(BookedCall call) {
        BillLine line = open.remove(call.txId());
        if (line != null) {
            compare(line, call);
        } else if (bill.isItemised(call.provider())) {
            unlisted(call);
        } else {
            Sum sum = sums.computeIfAbsent(group(call), group -> new Sum());
            bookedNanos += call.cost().nanos();
            sum.nanos += call.cost().nanos();
            if (call.isUnclosed()) {
                sum.unclosed.add(call);
            }
        }
    }

    /** Transactions that were billed and not seen on the days that the bill covers. */
    Collection<UUID> unseen() {
        return List.copyOf(open.keySet());
    }

    /** A call that is in the books on another day or at another provider. */
    void seeElsewhere(BookedCall call) {
        BillLine line = open.remove(call.txId());
        if (line != null) {
            compare(line, call);
        }
    }

    /** All calls have been shown. */
    void finish() {
        open.values().forEach(this::notBooked);
        bill.foreign().forEach(this::notBooked);
        bill.sums().forEach((group, billed) -> sums.computeIfAbsent(group, g -> new Sum()));
        sums.forEach(this::compare);
    }

    private void compare(BillLine line, BookedCall call) {
        if (!call.provider().equals(line.group().provider())) {
            differ(Kind.PROVIDER, line, call, "the call went to " + call.provider());
            return;
        }
        bookedNanos += call.cost().nanos();
        boolean same = call.cost().equals(line.amount());
        boolean released = call.state() == HoldState.RELEASED;
        if (call.state() == HoldState.OPEN) {
            differ(Kind.RUNNING, line, call, "reconcile again when the call has ended");
        } else if (call.isUnclosed() || (released && !same && rules.chargeReleased())) {
            closings.add(new Closing(call, line.amount(), Optional.of(line.number())));
        } else if (same) {
            agreed++;
        } else if (released) {
            differ(Kind.RELEASED, line, call, "the call was taken for unserved");
        } else {
            differ(Kind.AMOUNT, line, call, "the charge is final");
        }
    }

    private void unlisted(BookedCall call) {
        bookedNanos += call.cost().nanos();
        if (call.isUnclosed()) {
            if (rules.absentMeansUnserved()) {
                closings.add(new Closing(call, Credits.ZERO, Optional.empty()));
            } else {
                unclosed(call);
            }
        } else if (call.cost().nanos() > 0) {
            differ(Kind.NOT_BILLED, call, "the charge is final");
        }
    }

    /** A sum that agrees to the nano-credit is the provider's word for all calls in it. */
    private void compare(BillLine.Group group, Sum sum) {
        long billed = bill.sums().getOrDefault(group, 0L);
        if (billed != sum.nanos) {
            findings.add(
                    new Difference(
                            Kind.MODEL_AND_DAY,
                            Optional.empty(),
                            Optional.empty(),
                            group.provider(),
                            group.model(),
                            group.day(),
                            Optional.of(Credits.ofNanos(billed)),
                            Optional.of(Credits.ofNanos(sum.nanos)),
                            sum.unclosed.size() + " calls in it are unknown or provisional"));
        } else if (billed > 0) {
            agreed++;
        }
        if (billed == sum.nanos && !sum.hasUnknown()) {
            sum.unclosed.forEach(
                    call -> closings.add(new Closing(call, call.cost(), Optional.empty())));
        } else {
            sum.unclosed.forEach(this::unclosed);
        }
    }

    private void unclosed(BookedCall call) {
        boolean held = call.state() == HoldState.UNKNOWN;
        differ(
                Kind.UNCLOSED,
                call,
                call.standing() + ", " + (held ? call.amount() : call.cost()) + " at stake");
    }

    private void notBooked(BillLine line) {
        if (line.amount().nanos() == 0) {
            agreed++;
            return;
        }
        findings.add(
                new Difference(
                        Kind.NOT_BOOKED,
                        Optional.of(line.number()),
                        line.reference(),
                        line.group().provider(),
                        line.group().model(),
                        line.group().day(),
                        Optional.of(line.amount()),
                        Optional.empty(),
                        "no such call in the books"));
    }

    private void differ(Kind kind, BillLine line, BookedCall call, String detail) {
        findings.add(of(kind, Optional.of(line), call, detail));
    }

    private void differ(Kind kind, BookedCall call, String detail) {
        findings.add(of(kind, Optional.empty(), call, detail));
    }

    static Difference of(Kind kind, Optional<BillLine> line, BookedCall call, String detail) {
        return new Difference(
                kind,
                line.map(BillLine::number),
                Optional.of(call.txId().toString()),
                call.provider(),
                call.model(),
                call.day(),
                line.map(BillLine::amount),
                Optional.of(call.cost()),
                detail);
    }

    private static BillLine.Group group(BookedCall call) {
        return new BillLine.Group(call.provider(), call.model(), call.day());
    }

    List<Closing> closings() {
        return closings;
    }

    Findings findings() {
        return findings;
    }

    /** Lines, or sums, in which bill and books are the same. */
    long agreed() {
        return agreed;
    }

    /** What the compared calls cost before anything is closed. */
    Credits booked() {
        return Credits.ofNanos(bookedNanos);
    }
}
