package io.alfred.kernel;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Makes UUIDs of version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits.
 *
 * <p>Ids sort by creation time, so that indexes grow at their end.
 */
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    public static UUID next() {
        return next(InstantSource.system());
    }

    public static UUID next(InstantSource clock) {
        long millis = clock.millis() & 0xFFFF_FFFF_FFFFL;
        long high = (millis << 16) | 0x7000L | RANDOM.nextInt(0x1000);
        long low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /**
     * Reads an id that a client sent.
     *
     * @throws AlfredException {@code INVALID_REQUEST} when the text is not a UUID
     */
    public static UUID parse(String param, String text) {
        // UUID.fromString also takes short groups such as "1-1-1-1-1"; ids have one spelling.
        if (text.length() == 36) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw malformed(param, e);
            }
        }
        throw malformed(param, null);
    }

    private static AlfredException malformed(String param, @Nullable Throwable cause) {
        AlfredException error =
                AlfredException.invalid(
                        param, param + " is not an id", "send the id as printed by the list call");
        if (cause != null) {
            error.addSuppressed(cause);
        }
        return error;
    }
}
