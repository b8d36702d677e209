package io.alfred.reconcile;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.CallBook;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** A provider's bill: lines per call, and sums per model and day. Not safe for several threads. */
final class ProviderBill {
    /** Days from the first to the last that a bill can cover. */
    static final int DAYS_MAX = 366;

    private final Map<UUID, BillLine> calls = new LinkedHashMap<>();
    private final List<BillLine> foreign = new ArrayList<>();
    private final Set<String> foreignReferences = new TreeSet<>();
    private final Map<BillLine.Group, Long> sums = new LinkedHashMap<>();
    private final Map<String, Days> days = new TreeMap<>();
    private final Map<String, Boolean> itemised = new HashMap<>();
    private long total;
    private int lines;

    /** The days that the lines of one provider cover. */
    private record Days(LocalDate from, LocalDate to) {
        Days with(LocalDate day) {
            return new Days(day.isBefore(from) ? day : from, day.isAfter(to) ? day : to);
        }
    }

    /**
     * Adds a line.
     *
     * @throws AlfredException {@code INVALID_REQUEST} for a transaction that is there already, a
     *     sum beyond 64 bits, or too many days
     */
    void add(BillLine line) {
        lines++;
        String provider = line.group().provider();
        boolean perCall = line.isCall();
        itemised.merge(provider, perCall, Boolean::logicalAnd);
        Days covered =
                days.merge(
                        provider,
                        new Days(line.group().day(), line.group().day()),
                        (known, one) -> known.with(one.from()));
        if (covered.from().plusDays(DAYS_MAX).compareTo(covered.to()) <= 0) {
            throw refused(
                    line, "the bill covers more than " + DAYS_MAX + " days", "split it by months");
        }
        try {
            total = Math.addExact(total, line.amount().nanos());
            if (!perCall) {
                sums.merge(line.group(), line.amount().nanos(), Math::addExact);
            }
        } catch (ArithmeticException e) {
            throw refused(line, "the amounts sum up to more than can be counted", "check them");
        }
        if (perCall) {
            addCall(line);
        }
    }

    /** Two lines of one call may be its parts or a mistake; a guess would charge it twice. */
    private void addCall(BillLine line) {
        BillLine first = null;
        boolean repeated = false;
        if (line.txId().isPresent()) {
            first = calls.putIfAbsent(line.txId().get(), line);
            repeated = first != null;
        } else {
            repeated = !foreignReferences.add(line.reference().orElseThrow());
            foreign.add(line);
        }
        if (repeated) {
            throw refused(
                    line,
                    "transaction "
                            + line.reference().orElseThrow()
                            + " is there before"
                            + (first == null ? "" : ", on line " + first.number()),
                    "give each call one line, with the sum of its parts");
        }
    }

    /** The providers, and the days on which their calls are to be looked for. */
    List<CallBook.Span> spans() {
        return days.entrySet().stream()
                .map(e -> new CallBook.Span(e.getKey(), e.getValue().from(), e.getValue().to()))
                .toList();
    }

    /** Whether every line of the provider is one call, so that what is missing was not billed. */
    boolean isItemised(String provider) {
        return itemised.getOrDefault(provider, false);
    }

    Map<UUID, BillLine> calls() {
        return calls;
    }

    /** Lines about calls whose id cannot be one of Alfred's. */
    List<BillLine> foreign() {
        return foreign;
    }

    Map<BillLine.Group, Long> sums() {
        return sums;
    }

    Credits total() {
        return Credits.ofNanos(total);
    }

    int lines() {
        return lines;
    }

    private static AlfredException refused(BillLine line, String what, String fix) {
        return new AlfredException(
                ErrorCode.INVALID_REQUEST, "line " + line.number() + ": " + what, fix);
    }
}
