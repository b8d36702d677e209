package io.alfred.limits;

import java.util.Locale;

/** What a limit counts. */
public enum Meter {
    /** Requests per minute. */
    REQUESTS,
    /** Prompt and completion tokens per minute. */
    TOKENS,
    /** Calls at a time. */
    CALLS;

    /** The name in the database and on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Meter of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
