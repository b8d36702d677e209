package io.alfred.providers.wires;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names of tool calls. A dialogue may have been begun with another provider, whose names this one
 * refuses; the same name always becomes the same other name, so that calls and results still meet.
 */
public final class CallIds {
    /** More calls in one answer are nonsense. */
    public static final int CALLS_MAX = 1024;

    private static final int NINE = 9;
    private static final Pattern NINE_ALPHANUMERIC = Pattern.compile("[A-Za-z0-9]{9}");
    private static final Pattern ANTHROPIC = Pattern.compile("[A-Za-z0-9_-]+");
    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private CallIds() {}

    /** A name for a call whose provider gave none. */
    public static String fresh() {
        return "call_" + UUID.randomUUID().toString().replace("-", "");
    }

    /** Nine letters and digits, as Mistral wants them. */
    public static String nine(String id) {
        return NINE_ALPHANUMERIC.matcher(id).matches() ? id : digits(digest(id));
    }

    /** Letters, digits, {@code _} and {@code -}, as Anthropic wants them. */
    public static String anthropic(String id) {
        return ANTHROPIC.matcher(id).matches()
                ? id
                : "toolu_" + HexFormat.of().formatHex(digest(id), 0, 12);
    }

    private static String digits(byte[] digest) {
        BigInteger rest = new BigInteger(1, digest);
        BigInteger base = BigInteger.valueOf(DIGITS.length());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < NINE; i++) {
            BigInteger[] parts = rest.divideAndRemainder(base);
            text.append(DIGITS.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        return text.toString();
    }

    private static byte[] digest(String id) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
