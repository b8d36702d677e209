package io.alfred.pricing;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

import io.alfred.catalog.Vocabulary;

/**
 * Counts the tokens of text.
 *
 * <p>Long text is counted in chunks, since encoding takes more than linear time on a long run
 * without a word boundary. Where a chunk ends between a letter and what cannot belong to its word,
 * the sum is the exact count; where there is no such place, a margin keeps it an upper bound.
 */
final class TokenCounter {
    /** Most characters that are encoded in one piece. */
    static final int CHUNK_CHARS_MAX = 4_096;

    /**
     * Added for every cut inside a word: merges that reach over the cut can change the tokens next
     * to it. Random text showed two at most.
     */
    static final int CUT_TOKENS_MARGIN = 8;

    private static final int REPLACEMENT = 0xFFFD;

    private TokenCounter() {}

    /** Loads the vocabularies, which takes more than a second. */
    static void warm() {
        count(Vocabulary.O200K, "warm");
        count(Vocabulary.CL100K, "warm");
    }

    /** Exact, but for long runs without any word boundary and for unknown vocabularies. */
    static long count(Vocabulary vocabulary, String text) {
        return switch (vocabulary) {
            case O200K -> count(O200k.ENCODING, text);
            case CL100K -> count(Cl100k.ENCODING, text);
            case UTF8_BYTES -> utf8Bytes(text);
        };
    }

    private static final class O200k {
        static final Encoding ENCODING =
                Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }

    private static final class Cl100k {
        static final Encoding ENCODING =
                Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
    }

    private static long count(Encoding encoding, String given) {
        String text = wellFormed(given);
        long tokens = 0;
        int start = 0;
        while (text.length() - start > CHUNK_CHARS_MAX) {
            int limit = start + CHUNK_CHARS_MAX;
            int end = wordEnd(text, start, limit);
            if (end == start) {
                end = Character.isLowSurrogate(text.charAt(limit)) ? limit - 1 : limit;
                tokens += CUT_TOKENS_MARGIN;
            }
            tokens += encoding.countTokensOrdinary(text.substring(start, end));
            start = end;
        }
        return tokens + encoding.countTokensOrdinary(text.substring(start));
    }

    /**
     * A text that UTF-8 can carry: JSON can escape half of a character, which a provider gets as
     * the replacement character or refuses.
     */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                int[] points = text.codePoints().map(TokenCounter::carried).toArray();
                return new String(points, 0, points.length);
            }
        }
        return text;
    }

    private static int carried(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                ? REPLACEMENT
                : point;
    }

    /** The last place in the second half of the chunk where a word certainly ends, else start. */
    private static int wordEnd(String text, int start, int limit) {
        for (int at = limit; at > start + CHUNK_CHARS_MAX / 2; at--) {
            if (Character.isLetter(text.charAt(at - 1)) && endsWord(text.charAt(at))) {
                return at;
            }
        }
        return start;
    }

    /** Whether the vocabularies' rules begin a new piece here after a letter. */
    private static boolean endsWord(char next) {
        return next != '\'' && next < 0x80 && !Character.isLetter(next);
    }

    private static long utf8Bytes(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // A surrogate is half of a character of four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
