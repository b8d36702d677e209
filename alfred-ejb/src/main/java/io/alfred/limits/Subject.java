package io.alfred.limits;

import java.util.Locale;
import java.util.UUID;

/** Whose calls a limit counts together. */
public record Subject(Kind kind, UUID id) {
    /** What can have limits, from the narrowest on. */
    public enum Kind {
        KEY,
        USER,
        TEAM,
        ORG;

        /** The name in the database and on the wire. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }
}
