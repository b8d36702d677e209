package io.alfred.cli.verify;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** The blocks of one export in their order, scanned by other threads while they are waited for. */
final class ScannedBlocks {
    /** Blocks in memory for each thread. */
    private static final int BLOCKS_PER_THREAD = 3;

    private final Blocks blocks;
    private final ExecutorService threads;
    private final int inFlightMax;
    private final Deque<Scanned> scanning = new ArrayDeque<>();
    private boolean ended;

    ScannedBlocks(InputStream in, ExecutorService threads, int threadCount) {
        this.blocks = new Blocks(in);
        this.threads = threads;
        this.inFlightMax = BLOCKS_PER_THREAD * threadCount;
    }

    /** A block and what is known of its lines, once {@link #runs} returns. */
    record Scanned(Blocks.Block block, Future<List<Run>> scan) {
        List<Run> runs() throws IOException {
            try {
                return scan.get();
            } catch (ExecutionException e) {
                throw new IOException("a block could not be checked", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /** The next block, null after the last. */
    @Nullable Scanned next() throws IOException {
        while (!ended && scanning.size() < inFlightMax) {
            Blocks.Block block = blocks.next();
            ended = block == null;
            if (block != null) {
                scanning.add(new Scanned(block, threads.submit(() -> BlockScan.of(block))));
            }
        }
        return scanning.poll();
    }
}
