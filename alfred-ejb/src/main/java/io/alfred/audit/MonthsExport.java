package io.alfred.audit;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Executor;

/**
 * Writes the rows of all months before one to a file of their own, and verifies them on the way.
 *
 * <p>The same rows always give the same bytes, so that a file can be named by its hash.
 */
final class MonthsExport {
    private static final String ROWS =
            "SELECT "
                    + LogRow.COLUMNS
                    + " FROM audit_log WHERE at_micros < ? ORDER BY chain_id, seq";

    private final YearMonth before;
    private final ExportLines lines;
    private final SortedMap<String, KeptHead> kept;
    private final List<Segment> segments = new ArrayList<>();
    private @Nullable ChainCheck current;

    private MonthsExport(YearMonth before, SortedMap<String, KeptHead> kept, OutputStream target) {
        this.before = before;
        this.kept = kept;
        this.lines = new ExportLines(target);
    }

    /**
     * The rows of one chain that are in the file.
     *
     * @param last where the chain stands after them
     */
    record Segment(long fromSeq, ChainHead last) {}

    /** What was written, and the first row that is broken; the file is of no use then. */
    record Result(List<Segment> segments, Optional<AuditVerifier.Broken> broken) {}

    static Result write(
            Connection connection, Executor workers, YearMonth before, OutputStream target)
            throws SQLException, IOException {
        try {
            return new MonthsExport(before, KeptHead.all(connection), target)
                    .write(connection, workers);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Result write(Connection connection, Executor workers) throws SQLException, IOException {
        lines.begin(kept.values());
        Optional<AuditVerifier.Broken> broken;
        try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
            statement.setLong(1, firstMicrosOf(before));
            statement.setFetchSize(LogScan.BLOCK_ROWS);
            try (ResultSet rows = statement.executeQuery()) {
                broken = new LogScan(workers, this::accept).run(rows);
            }
        }
        endChain();
        lines.end(segments.stream().map(Segment::last).toList(), Optional.of(before));
        return new Result(List.copyOf(segments), broken);
    }

    /** Microseconds since 1970 at which the month begins, in UTC. */
    static long firstMicrosOf(YearMonth month) {
        return month.atDay(1).atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000_000L;
    }

    private Optional<AuditVerifier.Broken> accept(
            LogRow row, byte[] leaf, Optional<String> objection) {
        ChainCheck chain = current;
        if (chain == null || !chain.chainId().equals(row.chainId())) {
            endChain();
            chain = new ChainCheck(KeptHead.start(kept, row.chainId()));
            current = chain;
        }
        long place = chain.next();
        Optional<String> wrong = chain.accept(row, leaf, objection);
        if (wrong.isPresent()) {
            return Optional.of(
                    new AuditVerifier.Broken(
                            row.chainId(), Math.min(place, row.seq()), wrong.get()));
        }
        try {
            lines.row(row.chainId(), row.seq(), row.prevHash(), row.hash(), row.payload());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.empty();
    }

    private void endChain() {
        ChainCheck chain = current;
        if (chain != null) {
            segments.add(new Segment(chain.firstSeq(), chain.end()));
            current = null;
        }
    }
}
