package io.alfred.ledger;

import java.util.Locale;

/** Who stopped a wallet: a person, or the spend-spike breaker. */
public enum FrozenBy {
    OPERATOR,
    BREAKER;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static FrozenBy of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
