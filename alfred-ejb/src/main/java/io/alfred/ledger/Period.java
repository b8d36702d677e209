package io.alfred.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The rule by which a wallet's allotment begins anew.
 *
 * <p>Periods begin at the start of a day in {@code zone}. Weeks begin on the anchor's weekday,
 * months on its day of the month (the last day where a month is shorter), quarters and years also
 * in its month.
 *
 * @param anchor the day from which periods are counted, in either direction
 */
public record Period(PeriodUnit unit, ZoneId zone, LocalDate anchor) {
    /** A Monday and the first day of a year. */
    public static final LocalDate DEFAULT_ANCHOR = LocalDate.of(2024, 1, 1);

    /** One allotment for good. */
    public static final Period NONE = new Period(PeriodUnit.NONE, ZoneId.of("UTC"), DEFAULT_ANCHOR);

    /** A stretch of time; without an end it lasts. */
    public record Window(Instant start, Optional<Instant> end) {}

    /** The period that contains the moment; the whole past and future without a unit. */
    public Window at(Instant moment) {
        LocalDate day = moment.atZone(zone).toLocalDate();
        return switch (unit) {
            case NONE -> new Window(moment, Optional.empty());
            case DAY -> window(day, day.plusDays(1));
            case WEEK -> {
                long days = ChronoUnit.DAYS.between(anchor, day);
                LocalDate first = anchor.plusDays(Math.floorDiv(days, 7L) * 7);
                yield window(first, first.plusDays(7));
            }
            case MONTH -> months(day, 1);
            case QUARTER -> months(day, 3);
            case YEAR -> months(day, 12);
        };
    }

    /** Counted from the anchor each time, so that a 31st comes back after a short month. */
    private Window months(LocalDate day, int step) {
        long since =
                Math.multiplyExact(day.getYear() - anchor.getYear(), 12L)
                        + day.getMonthValue()
                        - anchor.getMonthValue();
        long first = Math.floorDiv(since, (long) step) * step;
        if (anchor.plusMonths(first).isAfter(day)) {
            first -= step;
        }
        return window(anchor.plusMonths(first), anchor.plusMonths(first + step));
    }

    private Window window(LocalDate first, LocalDate next) {
        return new Window(
                first.atStartOfDay(zone).toInstant(),
                Optional.of(next.atStartOfDay(zone).toInstant()));
    }
}
