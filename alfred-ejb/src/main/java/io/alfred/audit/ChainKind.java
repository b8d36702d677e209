package io.alfred.audit;

import java.util.Locale;

/** The two chains that every node writes. */
public enum ChainKind {
    /** Credit mutations and quota decisions, in the ledger's own transactions. */
    LEDGER,
    /** Everything else. */
    EVENTS;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
