package io.alfred.web.admin;

import io.alfred.kernel.AlfredException;

import org.jspecify.annotations.Nullable;

/** The free text an operator may give for a change; it is kept in the books. */
final class Reasons {
    /** Characters of a reason. */
    static final int REASON_CHARS_MAX = 500;

    private Reasons() {}

    /** The text, which must be given. */
    static String required(@Nullable String text) {
        String reason = checked(text);
        if (reason.isEmpty()) {
            throw AlfredException.invalid(
                    "reason", "reason is missing", "say in one line why; the books keep it");
        }
        return reason;
    }

    /** The text, or an empty one when none was given. */
    static String checked(@Nullable String text) {
        if (text == null) {
            return "";
        }
        if (text.length() > REASON_CHARS_MAX || text.chars().anyMatch(c -> c < 0x20)) {
            throw AlfredException.invalid(
                    "reason",
                    "reason is longer than "
                            + REASON_CHARS_MAX
                            + " characters or has control characters",
                    "give one short line");
        }
        return text.strip();
    }
}
