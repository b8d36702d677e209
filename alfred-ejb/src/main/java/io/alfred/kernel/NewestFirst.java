package io.alfred.kernel;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the newest rows of a table that only knows in which blocks a time lies.
 *
 * <p>Looks at windows of time that reach further and further back, until there are enough rows.
 * Why: an index in the order of time costs every write, and only people who list need it.
 */
public final class NewestFirst {
    private static final long FIRST_WINDOW_MICROS = 500_000;
    private static final int GROWTH = 4;

    /** The last window but one reaches back about 97 days; after it comes all that is older. */
    private static final int WINDOWS = 13;

    private NewestFirst() {}

    /** The rows of one window. */
    @FunctionalInterface
    public interface Look<T> {
        /**
         * Rows, newest first.
         *
         * @param fromMicros not older than this, microseconds since 1970; the smallest long: any
         * @param beforeMicros older than this; the greatest long: any
         * @param limit most rows
         */
        List<T> between(long fromMicros, long beforeMicros, int limit) throws SQLException;
    }

    /**
     * Up to {@code limit} rows, newest first.
     *
     * @param startMicros where to begin to look back from, microseconds since 1970, best the time
     *     of the newest row; the first window also has all that is newer
     */
    public static <T> List<T> find(long startMicros, int limit, Look<T> look) throws SQLException {
        List<T> found = new ArrayList<>();
        long before = Long.MAX_VALUE;
        long reach = FIRST_WINDOW_MICROS;
        for (int window = 0; window < WINDOWS && found.size() < limit; window++) {
            long from = startMicros - reach;
            found.addAll(look.between(from, before, limit - found.size()));
            before = from;
            reach *= GROWTH;
        }
        if (found.size() < limit) {
            found.addAll(look.between(Long.MIN_VALUE, before, limit - found.size()));
        }
        return found;
    }
}
