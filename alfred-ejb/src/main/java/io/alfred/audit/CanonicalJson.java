package io.alfred.audit;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The one spelling of a JSON value whose bytes are hashed.
 *
 * <p>Keys sorted by Unicode code point, no white space, 64-bit integers in plain decimal, the
 * shortest escapes; no null and no fractions. {@code docs/reference/audit-format.md} specifies it.
 */
final class CanonicalJson {
    private static final Comparator<String> BY_CODE_POINT = CanonicalJson::compare;

    /** What most objects need. */
    private static final int BYTES_EXPECTED = 1024;

    private CanonicalJson() {}

    /**
     * The bytes of an object.
     *
     * @throws IllegalArgumentException when a value in it has no canonical form
     */
    static byte[] bytes(Map<String, ?> object) {
        StringBuilder out = new StringBuilder(BYTES_EXPECTED);
        writeObject(out, object);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Checks a value before it is kept.
     *
     * @throws IllegalArgumentException for a value that has no canonical form
     */
    static void requireWritable(@Nullable Object value) {
        switch (value) {
            case String s -> requireText(s);
            case Long n -> {}
            case Integer n -> {}
            case Boolean b -> {}
            case UUID id -> {}
            case List<?> list -> list.forEach(CanonicalJson::requireWritable);
            case Map<?, ?> map ->
                    map.forEach(
                            (key, each) -> {
                                requireText(key);
                                requireWritable(each);
                            });
            case null, default -> throw unwritable(value);
        }
    }

    /** A surrogate without its half has no UTF-8; encoders put a question mark in its place. */
    private static String requireText(@Nullable Object value) {
        if (!(value instanceof String text)) {
            throw unwritable(value);
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean paired =
                        i + 1 < text.length()
                                && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!paired) {
                    throw unwritable(value);
                }
                i++;
            }
        }
        return text;
    }

    private static String requireKey(@Nullable Object key) {
        if (key instanceof String text) {
            return text;
        }
        throw unwritable(key);
    }

    private static IllegalArgumentException unwritable(@Nullable Object value) {
        return new IllegalArgumentException(
                "no canonical form for " + (value == null ? "null" : value.getClass().getName()));
    }

    private static void write(StringBuilder out, @Nullable Object value) {
        switch (value) {
            case String s -> writeString(out, s);
            case Long n -> out.append(n.longValue());
            case Integer n -> out.append(n.intValue());
            case Boolean b -> out.append(b.booleanValue());
            case UUID id -> out.append('"').append(id).append('"');
            case List<?> list -> writeArray(out, list);
            case Map<?, ?> map -> writeObject(out, map);
            case null, default -> throw unwritable(value);
        }
    }

    private static void writeObject(StringBuilder out, Map<?, ?> object) {
        Map<?, ?> sorted = isSorted(object) ? object : sorted(object);
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : sorted.entrySet()) {
            out.append(separator);
            writeString(out, requireKey(entry.getKey()));
            out.append(':');
            write(out, entry.getValue());
            separator = ",";
        }
        out.append('}');
    }

    /** Most maps are: those of events keep their keys sorted, and sorting is what takes time. */
    private static boolean isSorted(Map<?, ?> object) {
        String last = null;
        for (Object key : object.keySet()) {
            if (!(key instanceof String text) || (last != null && compare(last, text) >= 0)) {
                return false;
            }
            last = text;
        }
        return true;
    }

    private static Map<String, Object> sorted(Map<?, ?> object) {
        TreeMap<String, Object> sorted = new TreeMap<>(BY_CODE_POINT);
        object.forEach((key, value) -> sorted.put(requireText(key), value));
        return sorted;
    }

    /** By code point: String.compareTo, by UTF-16 unit, puts U+E000 to U+FFFF after the planes. */
    private static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char one = a.charAt(i);
            char other = b.charAt(i);
            if (one != other) {
                boolean oneSurrogate = Character.isSurrogate(one);
                if (oneSurrogate != Character.isSurrogate(other)) {
                    // half of a character beyond U+FFFF, and so the greater
                    return oneSurrogate ? 1 : -1;
                }
                return Character.compare(one, other);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static void writeArray(StringBuilder out, List<?> array) {
        out.append('[');
        String separator = "";
        for (Object value : array) {
            out.append(separator);
            write(out, value);
            separator = ",";
        }
        out.append(']');
    }

    private static void writeString(StringBuilder out, String text) {
        out.append('"');
        if (isPlain(text)) {
            out.append(text);
        } else {
            writeEscaped(out, requireText(text));
        }
        out.append('"');
    }

    /** Nearly every text: nothing to escape, and no surrogate that could lack its half. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static void writeEscaped(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 0xF, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }
}
