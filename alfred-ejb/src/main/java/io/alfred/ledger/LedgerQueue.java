package io.alfred.ledger;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Operations on their way to the writer, and how long their callers wait.
 *
 * <p>Not a bean: a call through the container costs more than what is done here, and every
 * operation would pay for it. Safe for use by any number of threads.
 */
public final class LedgerQueue {
    /** Operations waiting, beyond which new holds are refused. */
    public static final int OPERATIONS_MAX = 8192;

    private final LinkedBlockingQueue<PendingOperation> waiting = new LinkedBlockingQueue<>();

    /** In the order of their deadlines, since all wait equally long. */
    private final Queue<PendingOperation> bounded = new ConcurrentLinkedQueue<>();

    private volatile long waitMaxNanos;
    private volatile boolean refusingHolds = true;
    private volatile boolean fenced;
    private volatile boolean ended;

    LedgerQueue() {}

    /** From now on operations are taken; a bounded one waits at most that long. */
    void open(Duration waitMax) {
        waitMaxNanos = waitMax.toNanos();
        refusingHolds = false;
    }

    /**
     * Enqueues an operation whose caller waits as long as it takes.
     *
     * @throws AlfredException {@code OVERLOADED} for a hold or an operator's wish while the queue
     *     is full, the server stops or another process has taken over this node
     */
    public CompletableFuture<LedgerOutcome> submit(LedgerOperation operation) {
        return submit(new PendingOperation(operation));
    }

    /**
     * Enqueues an operation whose caller gives up after the longest wait, and then gets {@code
     * OUTCOME_UNKNOWN} with the id.
     *
     * @throws AlfredException as {@link #submit}
     */
    public CompletableFuture<LedgerOutcome> submitBounded(LedgerOperation operation, UUID id) {
        PendingOperation pending =
                new PendingOperation(operation, id, System.nanoTime() + waitMaxNanos);
        CompletableFuture<LedgerOutcome> outcome = submit(pending);
        bounded.add(pending);
        return outcome;
    }

    private CompletableFuture<LedgerOutcome> submit(PendingOperation pending) {
        LedgerOperation operation = pending.operation();
        boolean resolves =
                operation instanceof LedgerOperation.OnHold
                        && !(operation instanceof LedgerOperation.Hold)
                        && !(operation instanceof LedgerOperation.ByOperator);
        if (fenced || (!resolves && (refusingHolds || waiting.size() >= OPERATIONS_MAX))) {
            throw new AlfredException(
                    ErrorCode.OVERLOADED,
                    refusingHolds || fenced
                            ? "the server is stopping"
                            : "the ledger has more operations waiting than it can take",
                    "try again in a few seconds");
        }
        waiting.add(pending);
        if (ended) {
            // The writer's last look may have been before this operation came.
            abandon();
        }
        return pending.outcome();
    }

    /** Puts back what the writer itself wants to try later. */
    void addAgain(PendingOperation pending) {
        waiting.add(pending);
    }

    /**
     * Waits a little for a first operation and takes it with all others that are there.
     *
     * @param max most operations
     * @return empty when none came
     */
    List<PendingOperation> take(int max) throws InterruptedException {
        List<PendingOperation> taken = new ArrayList<>();
        PendingOperation first = waiting.poll(50, TimeUnit.MILLISECONDS);
        if (first != null) {
            taken.add(first);
            waiting.drainTo(taken, max - 1);
        }
        return taken;
    }

    /** Tells those who waited long enough; forgets those who were told. */
    void expire() {
        long now = System.nanoTime();
        PendingOperation oldest = bounded.peek();
        while (oldest != null && oldest.isOver(now)) {
            bounded.poll();
            oldest = bounded.peek();
        }
    }

    void refuseHolds() {
        refusingHolds = true;
    }

    /** Takes nothing any more: another process writes. */
    void fence() {
        fenced = true;
    }

    boolean isFenced() {
        return fenced;
    }

    /** The writer is gone: whoever still waits is told so. */
    void end() {
        ended = true;
        abandon();
    }

    private void abandon() {
        List<PendingOperation> rest = new ArrayList<>();
        waiting.drainTo(rest);
        rest.forEach(PendingOperation::tellUnknown);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int depth() {
        return waiting.size();
    }
}
