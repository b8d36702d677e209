package io.alfred.providers.http;

import io.alfred.secrets.Secret;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes keys, account ids and anything like them out of a provider's words.
 *
 * <p>It rather removes too much: the text is for a caller who must not learn about our account.
 */
final class Scrubber {
    private static final String REMOVED = "[removed]";
    private static final int TEXT_CHARS_MAX = 1_000;

    private static final List<Pattern> PATTERNS =
            List.of(
                    Pattern.compile("(?i)\\bbearer\\s+\\S+"),
                    // sk-…, pk-…, org-…, proj_…, user-…, acct_…, also when masked with asterisks
                    Pattern.compile(
                            "(?i)\\b(?:sk|pk|rk|key|org|proj|project|user|acct|account|sess|ak|gsk|xai)"
                                + "[-_][\\w*.\\-]{4,}+"),
                    Pattern.compile("[\\w.%+\\-]{1,64}+@[\\w\\-]{1,64}+(?:\\.[\\w\\-]{1,64}+)+"),
                    Pattern.compile(
                            "(?i)\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b"),
                    Pattern.compile("\\b\\d{10,}+\\b"),
                    Pattern.compile("[\\w.\\-]{0,64}\\*{3,}+[\\w.\\-]{0,64}+"),
                    Pattern.compile("(?=[A-Za-z0-9+/_=]*\\d)[A-Za-z0-9+/_=]{24,}+"),
                    Pattern.compile("[A-Za-z0-9+/_=]{40,}+"));

    private Scrubber() {}

    /** The text without secrets and control characters, cut to a sane length. */
    static String clean(String text, Optional<Secret> key) {
        String head = text.length() > TEXT_CHARS_MAX ? text.substring(0, TEXT_CHARS_MAX) : text;
        String clean =
                key.map(Secret::reveal)
                        .filter(secret -> !secret.isEmpty())
                        .map(secret -> head.replace(secret, REMOVED))
                        .orElse(head);
        for (Pattern pattern : PATTERNS) {
            clean = pattern.matcher(clean).replaceAll(REMOVED);
        }
        return withoutControls(clean);
    }

    /** The same for a field that may be missing. */
    static @Nullable String cleanOrNull(@Nullable String text, Optional<Secret> key) {
        return text == null ? null : clean(text, key);
    }

    private static String withoutControls(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) && c != '\n' ? ' ' : c)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }
}
