package io.alfred.ledger;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How long a wallet's allotment lasts. */
public enum PeriodUnit {
    NONE,
    DAY,
    WEEK,
    MONTH,
    QUARTER,
    YEAR;

    /** The unit as the API and the database spell it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<PeriodUnit> of(String wireName) {
        return Arrays.stream(values()).filter(unit -> unit.wireName().equals(wireName)).findFirst();
    }
}
