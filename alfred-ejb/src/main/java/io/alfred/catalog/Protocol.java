package io.alfred.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whose shapes requests, answers and errors have. */
public enum Protocol {
    OPENAI,
    ANTHROPIC;

    /** The name in files, in the database and on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The protocol of a name. */
    public static Optional<Protocol> of(String wireName) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.wireName().equals(wireName))
                .findFirst();
    }
}
