package io.alfred.identity;

import io.alfred.kernel.AlfredException;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * What people call an org, team, user or key: 1 to 100 characters, trimmed, in Unicode form NFC.
 *
 * <p>Refused are control and invisible formatting characters, by which two names could look the
 * same, and the shape of an id, as ids and names are accepted in the same places.
 */
record Name(String text) {
    static final int LENGTH_MAX = 100;

    private static final int SHOWN_CHARS = 40;

    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /**
     * Reads a name.
     *
     * @param param the field for the error
     * @throws AlfredException {@code INVALID_REQUEST}
     */
    static Name of(String param, String raw) {
        String text = Normalizer.normalize(raw, Normalizer.Form.NFC).strip();
        int length = text.codePointCount(0, text.length());
        if (length == 0 || length > LENGTH_MAX) {
            throw AlfredException.invalid(
                    param,
                    param + " has " + length + " characters",
                    "use 1 to " + LENGTH_MAX + " characters");
        }
        if (text.codePoints().anyMatch(Name::isInvisible)) {
            throw AlfredException.invalid(
                    param,
                    param + " holds a control or invisible character",
                    "use visible characters and spaces");
        }
        if (isId(text)) {
            throw AlfredException.invalid(
                    param, param + " has the shape of an id", "choose another name");
        }
        return new Name(text);
    }

    /** Whether the text has the shape of an id and so cannot be a name. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    /** What a client sent as a name, bounded for an error message. */
    static String shown(String raw) {
        return "\"" + (raw.length() <= SHOWN_CHARS ? raw : raw.substring(0, SHOWN_CHARS)) + "\"";
    }
}
