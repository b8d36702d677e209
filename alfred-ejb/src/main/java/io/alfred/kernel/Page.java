package io.alfred.kernel;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.UUID;

/**
 * Which part of a list a client asks for.
 *
 * @param limit most items, 1 to {@link #LIMIT_MAX}
 * @param after cursor of the last item of the part before; empty for the first part
 */
public record Page(int limit, Optional<String> after) {
    public static final int LIMIT_DEFAULT = 50;
    public static final int LIMIT_MAX = 1_000;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /**
     * Reads the query parameters {@code limit} and {@code after}.
     *
     * @throws AlfredException {@code INVALID_REQUEST} for a limit that is not a number in range
     */
    public static Page of(@Nullable String limit, @Nullable String after) {
        return new Page(
                limit == null ? LIMIT_DEFAULT : limit(limit),
                after == null || after.isEmpty() ? Optional.empty() : Optional.of(after));
    }

    /** The cursor of a list that is ordered by id; smaller than every id for the first part. */
    public UUID afterId() {
        return after.map(cursor -> Ids.parse("after", cursor)).orElse(BEFORE_ALL);
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LIMIT_MAX) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw badLimit(e);
        }
        throw badLimit(null);
    }

    private static AlfredException badLimit(@Nullable Throwable cause) {
        AlfredException error =
                AlfredException.invalid(
                        "limit",
                        "limit is not a number from 1 to " + LIMIT_MAX,
                        "leave it out to get " + LIMIT_DEFAULT + " items");
        if (cause != null) {
            error.addSuppressed(cause);
        }
        return error;
    }
}
