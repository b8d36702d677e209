package io.alfred.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secret of an API key: {@code sk-alf-<8 characters>-<43 characters>}, base62.
 *
 * <p>The first part finds the row and may be shown; the second holds 256 bits of randomness, so
 * that a plain SHA-256 of the whole text is enough to store.
 */
final class KeySecret {
    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String MARK = "sk-alf-";
    private static final int PREFIX_CHARS = 8;
    private static final int SECRET_CHARS = 43;
    private static final Pattern FORMAT =
            Pattern.compile(
                    "("
                            + MARK
                            + "[0-9A-Za-z]{"
                            + PREFIX_CHARS
                            + "})-[0-9A-Za-z]{"
                            + SECRET_CHARS
                            + "}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private KeySecret(String text) {
        this.text = text;
    }

    /** Makes a secret. 43 independent base62 characters carry 256.03 bits. */
    static KeySecret make() {
        return new KeySecret(MARK + random(PREFIX_CHARS) + "-" + random(SECRET_CHARS));
    }

    /** The whole text, to be shown once. */
    String reveal() {
        return text;
    }

    /** The part that may be stored and shown: {@code sk-alf-<8>}. */
    String prefix() {
        return text.substring(0, MARK.length() + PREFIX_CHARS);
    }

    byte[] hash() {
        return hash(text);
    }

    /** The prefix of a text of the right shape, else empty. */
    static Optional<String> prefixOf(String text) {
        Matcher matcher = FORMAT.matcher(text);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** SHA-256 of the whole text. */
    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return prefix() + "-***";
    }

    private static String random(int length) {
        char[] characters = new char[length];
        for (int i = 0; i < length; i++) {
            characters[i] = ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length()));
        }
        return new String(characters);
    }
}
