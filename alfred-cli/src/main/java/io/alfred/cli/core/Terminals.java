package io.alfred.cli.core;

import java.util.Locale;
import java.util.regex.Pattern;

/** Makes text from elsewhere safe to show. */
public final class Terminals {
    /** What keys of Alfred and of the usual providers look like. */
    private static final Pattern KEY =
            Pattern.compile("\\b(sk|pk|rk|gsk|xai|key|AIza|AKIA)[-_A-Za-z0-9]{12,}");

    private Terminals() {}

    /**
     * Shows control characters as {@code \}{@code u001b} instead of sending them: a name from the
     * server must not move the cursor. Line feed and tab stay.
     */
    public static String printable(String text) {
        if (text.chars().noneMatch(Terminals::isControl)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.chars()
                .forEach(
                        c -> {
                            if (isControl(c)) {
                                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
                            } else {
                                shown.append((char) c);
                            }
                        });
        return shown.toString();
    }

    /** Replaces whatever looks like a key; for errors, which may quote what was typed. */
    public static String withoutKeys(String text) {
        return KEY.matcher(text).replaceAll("$1-***");
    }

    private static boolean isControl(int c) {
        return Character.isISOControl(c) && c != '\n' && c != '\t';
    }
}
