package io.alfred.catalog;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The model names that a mistyped one is most like. */
final class NearestNames {
    private static final int NAMES_MAX = 3;
    private static final int TEXT_CHARS_MAX = 100;

    private NearestNames() {}

    /** At most three ids, the most alike first. */
    static List<String> of(String requested, List<Model> models) {
        String wanted = shown(requested).toLowerCase(Locale.ROOT);
        return models.stream()
                .map(model -> new Candidate(model.id(), distance(wanted, model)))
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::id))
                .limit(NAMES_MAX)
                .map(Candidate::id)
                .toList();
    }

    private record Candidate(String id, int distance) {}

    /** A client's text as a message may repeat it: short and without control characters. */
    static String shown(String text) {
        String head = text.length() > TEXT_CHARS_MAX ? text.substring(0, TEXT_CHARS_MAX) : text;
        StringBuilder clean = new StringBuilder(head.length());
        head.codePoints()
                .map(c -> Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c)
                .forEach(clean::appendCodePoint);
        return head.length() < text.length() ? clean + "…" : clean.toString();
    }

    private static int distance(String wanted, Model model) {
        return Math.min(edits(wanted, model.id()), edits(wanted, model.name()));
    }

    /** Levenshtein distance. */
    private static int edits(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
