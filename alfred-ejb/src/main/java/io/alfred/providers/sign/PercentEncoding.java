package io.alfred.providers.sign;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent encoding as AWS wants it: all but RFC 3986's unreserved characters, in upper case. */
public final class PercentEncoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED_SIGNS = "-._~";

    private PercentEncoding() {}

    /** A text that is to be one segment of a path. */
    public static String segment(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8), "");
    }

    /**
     * @param kept characters that are not encoded either
     */
    static String encode(byte[] utf8, String kept) {
        StringBuilder text = new StringBuilder(utf8.length + 16);
        for (byte b : utf8) {
            char c = (char) (b & 0xff);
            if (isUnreserved(c) || kept.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append(HEX.toHexDigits(b));
            }
        }
        return text.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || UNRESERVED_SIGNS.indexOf(c) >= 0;
    }
}
