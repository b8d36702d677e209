package io.alfred.cli.verify;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Recognises plain payloads without building anything: canonical, of version 1, ASCII only.
 *
 * <p>It never errs on the side of yes: what it does not recognise may still be right, and {@link
 * Row} then decides. Not safe for use by several threads.
 */
final class PayloadScan {
    private static final int DEPTH_MAX = 16;
    private static final int DIGITS_MAX = 18;
    private static final int UUID_CHARS = 36;

    private static final byte[] ACTOR = ascii("\"actor\":\"");
    private static final byte[] AT = ascii("\"at\":");
    private static final byte[] CHAIN = ascii(",\"chain\":\"");
    private static final byte[] DATA = ascii("\",\"data\":");
    private static final byte[] EPOCH = ascii(",\"epoch\":");
    private static final byte[] KIND = ascii(",\"kind\":");
    private static final byte[] ORG = ascii(",\"org\":\"");
    private static final byte[] SEQ = ascii(",\"seq\":");
    private static final byte[] SUBJECT = ascii(",\"subject\":\"");
    private static final byte[] TX = ascii(",\"tx\":\"");
    private static final byte[] END = ascii(",\"v\":1}");

    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");

    /** 1 for every byte that is not a lower-case hex digit. */
    private static final byte[] NOT_HEX = notHexDigits();

    private byte[] bytes = new byte[0];
    private int end;
    private int at;
    private boolean plain;
    private long epoch;

    /**
     * Whether the first bytes are surely the payload of this row.
     *
     * @param line where the chain's id stands, from {@code chainAt} on
     */
    boolean recognises(byte[] payload, int length, byte[] line, int chainAt, long seq) {
        bytes = payload;
        end = length;
        at = 0;
        plain = true;
        expect('{');
        if (optional(ACTOR)) {
            uuid();
            expect('"');
            expect(',');
        }
        expect(AT);
        number();
        expect(CHAIN);
        same(line, chainAt);
        expect(DATA);
        plain = plain && at < end && bytes[at] == '{';
        value(0);
        expect(EPOCH);
        epoch = number();
        expect(KIND);
        string();
        optionalId(ORG);
        expect(SEQ);
        plain = number() == seq && plain;
        optionalId(SUBJECT);
        optionalId(TX);
        expect(END);
        return plain && at == end;
    }

    /** The epoch of the payload that was recognised last. */
    long epoch() {
        return epoch;
    }

    private void value(int depth) {
        if (!plain || at >= end || depth > DEPTH_MAX) {
            plain = false;
            return;
        }
        switch (bytes[at]) {
            case '"' -> string();
            case '{' -> object(depth);
            case '[' -> list(depth);
            case 't' -> expect(TRUE);
            case 'f' -> expect(FALSE);
            default -> number();
        }
    }

    private void object(int depth) {
        at++;
        if (peek('}')) {
            at++;
            return;
        }
        int lastFrom = -1;
        int lastTo = -1;
        while (plain) {
            int from = at + 1;
            string();
            int to = at - 1;
            plain =
                    plain
                            && !escaped(from, to)
                            && (lastFrom < 0 || less(lastFrom, lastTo, from, to));
            lastFrom = from;
            lastTo = to;
            expect(':');
            value(depth + 1);
            if (peek('}')) {
                at++;
                return;
            }
            expect(',');
        }
    }

    private void list(int depth) {
        at++;
        if (peek(']')) {
            at++;
            return;
        }
        while (plain) {
            value(depth + 1);
            if (peek(']')) {
                at++;
                return;
            }
            expect(',');
        }
    }

    /** A string of ASCII; of the escapes only the canonical two-character ones. */
    private void string() {
        expect('"');
        // Locals, because the compiler keeps fields in memory through the loop.
        byte[] text = bytes;
        int to = end;
        int i = at;
        while (plain && i < to) {
            byte c = text[i++];
            if (c == '"') {
                at = i;
                return;
            }
            if (c < ' ') {
                plain = false; // a control character, or not ASCII
            } else if (c == '\\') {
                plain = i < to && "\"\\bfnrt".indexOf(text[i]) >= 0;
                i++;
            }
        }
        at = i;
        plain = false;
    }

    private long number() {
        boolean negative = peek('-');
        if (negative) {
            at++;
        }
        byte[] text = bytes;
        int from = at;
        int to = Math.min(end, from + DIGITS_MAX + 1);
        int i = from;
        long value = 0;
        while (i < to && text[i] >= '0' && text[i] <= '9') {
            value = 10 * value + text[i++] - '0';
        }
        at = i;
        int digits = i - from;
        boolean leadingZero = digits > 0 && text[from] == '0' && (digits > 1 || negative);
        plain = plain && digits > 0 && digits <= DIGITS_MAX && !leadingZero;
        return negative ? -value : value;
    }

    private void optionalId(byte[] name) {
        if (optional(name)) {
            uuid();
            expect('"');
        }
    }

    private void uuid() {
        plain = plain && at + UUID_CHARS <= end && isUuid(bytes, at);
        at += UUID_CHARS;
    }

    /** Whether 36 bytes are a UUID in lower case. */
    static boolean isUuid(byte[] bytes, int from) {
        int wrong =
                (bytes[from + 8] ^ '-')
                        | (bytes[from + 13] ^ '-')
                        | (bytes[from + 18] ^ '-')
                        | (bytes[from + 23] ^ '-');
        wrong |= notHex(bytes, from, from + 8);
        wrong |= notHex(bytes, from + 9, from + 13);
        wrong |= notHex(bytes, from + 14, from + 18);
        wrong |= notHex(bytes, from + 19, from + 23);
        wrong |= notHex(bytes, from + 24, from + UUID_CHARS);
        return wrong == 0;
    }

    private static int notHex(byte[] bytes, int from, int to) {
        int wrong = 0;
        for (int i = from; i < to; i++) {
            wrong |= NOT_HEX[bytes[i] & 0xff];
        }
        return wrong;
    }

    private static byte[] notHexDigits() {
        byte[] wrong = new byte[256];
        Arrays.fill(wrong, (byte) 1);
        for (char c : "0123456789abcdef".toCharArray()) {
            wrong[c] = 0;
        }
        return wrong;
    }

    private void same(byte[] line, int from) {
        plain =
                plain
                        && at + UUID_CHARS <= end
                        && Arrays.equals(bytes, at, at + UUID_CHARS, line, from, from + UUID_CHARS);
        at += UUID_CHARS;
    }

    private boolean escaped(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    private boolean less(int from, int to, int otherFrom, int otherTo) {
        return Arrays.compareUnsigned(bytes, from, to, bytes, otherFrom, otherTo) < 0;
    }

    private boolean peek(char c) {
        return at < end && bytes[at] == c;
    }

    private void expect(char c) {
        plain = plain && peek(c);
        at++;
    }

    private void expect(byte[] text) {
        plain = plain && startsWith(text);
        at += text.length;
    }

    private boolean optional(byte[] text) {
        if (!plain || !startsWith(text)) {
            return false;
        }
        at += text.length;
        return true;
    }

    private boolean startsWith(byte[] text) {
        return at + text.length <= end
                && Arrays.equals(bytes, at, at + text.length, text, 0, text.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
