package io.alfred.idempotency;

import io.alfred.kernel.AlfredException;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The value of an {@code Idempotency-Key} header: 1 to {@value #CHARS_MAX} characters, none of them
 * a control character.
 *
 * <p>It prints as {@code ***}: together with the caller's API key it opens a kept answer.
 */
public record IdempotencyKey(String value) {
    public static final String HEADER = "Idempotency-Key";

    /** The longest key, characters. */
    public static final int CHARS_MAX = 255;

    private static final int FIRST_PRINTABLE = 0x20;
    private static final int DELETE = 0x7f;

    /**
     * Checks the value.
     *
     * @throws AlfredException {@code INVALID_REQUEST} with the header's name as {@code param}
     */
    public IdempotencyKey {
        if (value.isBlank()) {
            throw invalid("is empty");
        }
        if (value.length() > CHARS_MAX) {
            throw invalid("has " + value.length() + " characters");
        }
        if (value.chars().anyMatch(c -> c < FIRST_PRINTABLE || c == DELETE)) {
            throw invalid("has a control character");
        }
    }

    /**
     * The key that a request carries, if any.
     *
     * @param header the header's value; null when there is none
     */
    public static Optional<IdempotencyKey> of(@Nullable String header) {
        return Optional.ofNullable(header).map(IdempotencyKey::new);
    }

    byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "***";
    }

    private static AlfredException invalid(String problem) {
        return AlfredException.invalid(
                HEADER,
                HEADER + " " + problem,
                "send 1 to " + CHARS_MAX + " printable characters, such as a UUID");
    }
}
