package io.alfred.ledger;

import java.util.Locale;

/** The life of a hold: open, perhaps unknown, then settled or released for good. */
public enum HoldState {
    OPEN,
    UNKNOWN,
    SETTLED,
    RELEASED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the amount is still held. */
    boolean holdsMoney() {
        return this == OPEN || this == UNKNOWN;
    }

    /** The state of this {@link #wireName}. */
    public static HoldState of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
