package io.alfred.ledger;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a wallet does with a call that does not fit into what is left. */
public enum OnShortage {
    /** Refuses it, and says what would fit. */
    REFUSE,
    /** Lowers its output limit to what fits, if that is at least one token. */
    LOWER;

    /** The choice as the API and the database spell it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<OnShortage> of(String wireName) {
        return Arrays.stream(values())
                .filter(choice -> choice.wireName().equals(wireName))
                .findFirst();
    }
}
