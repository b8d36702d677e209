package io.alfred.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Reads rows in blocks and looks at the rows of several blocks at the same time, while the next are
 * fetched; hands them on in their order.
 *
 * <p>Why: a row's own hash, columns and tree leaf need no other row; only links and tree do.
 */
final class LogScan {
    /** Rows of a block; also what is fetched from the database at a time. */
    static final int BLOCK_ROWS = 2000;

    /** Blocks in memory at a time. */
    static final int BLOCKS_MAX = 6;

    private final Executor workers;
    private final Sink sink;
    private final Deque<CompletableFuture<Block>> blocks = new ArrayDeque<>();

    LogScan(Executor workers, Sink sink) {
        this.workers = workers;
        this.sink = sink;
    }

    /** Takes rows in order. */
    @FunctionalInterface
    interface Sink {
        /** Returns what is broken; the scan then ends. */
        Optional<AuditVerifier.Broken> accept(LogRow row, byte[] leaf, Optional<String> objection);
    }

    /** Rows with their leaf hashes and, where there is one, the first objection among them. */
    private record Block(
            List<LogRow> rows, List<byte[]> leaves, int objectionAt, Optional<String> objection) {
        static Block of(List<LogRow> rows) {
            List<byte[]> leaves = new ArrayList<>(rows.size());
            for (int i = 0; i < rows.size(); i++) {
                LogRow row = rows.get(i);
                leaves.add(Sha256.leaf(row.hash()));
                Optional<String> objection = row.objection();
                if (objection.isPresent()) {
                    return new Block(rows.subList(0, i + 1), leaves, i, objection);
                }
            }
            return new Block(rows, leaves, -1, Optional.empty());
        }
    }

    /** Reads to the end, or to the first broken row. Every row has {@link LogRow#COLUMNS}. */
    Optional<AuditVerifier.Broken> run(ResultSet rows) throws SQLException {
        List<LogRow> block = new ArrayList<>(BLOCK_ROWS);
        while (rows.next()) {
            block.add(LogRow.of(rows));
            if (block.size() == BLOCK_ROWS) {
                submit(block);
                block = new ArrayList<>(BLOCK_ROWS);
                while (blocks.size() >= BLOCKS_MAX || isReady()) {
                    Optional<AuditVerifier.Broken> broken = drainOne();
                    if (broken.isPresent()) {
                        return broken;
                    }
                }
            }
        }
        submit(block);
        while (!blocks.isEmpty()) {
            Optional<AuditVerifier.Broken> broken = drainOne();
            if (broken.isPresent()) {
                return broken;
            }
        }
        return Optional.empty();
    }

    private void submit(List<LogRow> rows) {
        blocks.add(CompletableFuture.supplyAsync(() -> Block.of(rows), workers));
    }

    private boolean isReady() {
        CompletableFuture<Block> first = blocks.peek();
        return first != null && first.isDone();
    }

    private Optional<AuditVerifier.Broken> drainOne() {
        Block block;
        try {
            block = blocks.remove().join();
        } catch (CompletionException e) {
            throw new IllegalStateException("a block of the log could not be checked", e);
        }
        for (int i = 0; i < block.rows().size(); i++) {
            Optional<AuditVerifier.Broken> broken =
                    sink.accept(
                            block.rows().get(i),
                            block.leaves().get(i),
                            i == block.objectionAt() ? block.objection() : Optional.empty());
            if (broken.isPresent()) {
                return broken;
            }
        }
        return Optional.empty();
    }
}
