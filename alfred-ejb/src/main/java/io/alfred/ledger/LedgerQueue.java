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
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Operations on their way to the writer, and how long their callers wait.
 *
 * <p>What nobody waits for, such as the settle of an answered call, travels with the next operation
 * that somebody waits for, or alone after {@value #UNHURRIED_MAX_MS} ms: that spares a commit per
 * call. It goes first in its batch, so a hold is decided after every settle that came before it,
 * and operations on one hold stay in order.
 *
 * <p>Not a bean: a call through the container costs more than what is done here, and every
 * operation would pay for it. Safe for use by any number of threads.
 */
public final class LedgerQueue {
    /** Operations waiting, beyond which new holds are refused. */
    public static final int OPERATIONS_MAX = 8192;

    /** Milliseconds that an operation nobody waits for is kept from a batch of its own. */
    static final long UNHURRIED_MAX_MS = 20;

    /** Callers told by one batch, from which on the next one waits for them to come back. */
    static final int RETURNING_MIN = 64;

    /** The longest wait for them; a batch of so many takes longer itself. */
    static final long RETURN_MAX_NANOS = 1_500_000;

    private static final long RETURN_LOOK_NANOS = 100_000;

    /** Callers told by one batch, from which on the next one gathers while processors are full. */
    static final int GATHER_MIN = 4;

    /** How long it gathers; what others do meanwhile is not slowed by a commit for few. */
    static final long GATHER_MAX_NANOS = 8_000_000;

    /** It ends earlier when for so long nobody came: all who could are there then. */
    static final long GATHER_SILENCE_MAX_NANOS = 1_500_000;

    private static final long GATHER_LOOK_NANOS = 500_000;

    private final LongSupplier nanoTime;
    private final LongConsumer pauseNanos;
    private final BooleanSupplier processorsFull;
    private final LinkedBlockingDeque<PendingOperation> waiting = new LinkedBlockingDeque<>();
    private final LinkedBlockingQueue<PendingOperation> unhurried = new LinkedBlockingQueue<>();

    /** In the order of their deadlines, since all wait equally long. */
    private final Queue<PendingOperation> bounded = new ConcurrentLinkedQueue<>();

    private volatile long waitMaxNanos;
    private volatile boolean refusingHolds = true;
    private volatile boolean fenced;
    private volatile boolean ended;

    /** Callers that the last batch told; the writer's own. */
    private int told;

    /**
     * @param processorsFull whether waiting costs nothing, as all processors have other work
     */
    LedgerQueue(BooleanSupplier processorsFull) {
        this(System::nanoTime, LockSupport::parkNanos, processorsFull);
    }

    LedgerQueue(LongSupplier nanoTime, LongConsumer pauseNanos, BooleanSupplier processorsFull) {
        this.nanoTime = nanoTime;
        this.pauseNanos = pauseNanos;
        this.processorsFull = processorsFull;
    }

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
        return submit(new PendingOperation(operation), waiting);
    }

    /**
     * Enqueues the end or the progress of a call whose outcome nobody waits for.
     *
     * @throws AlfredException {@code OVERLOADED} when another process has taken over this node
     */
    public void submitUnhurried(LedgerOperation.OnHold operation) {
        var unused = submit(new PendingOperation(operation), unhurried);
    }

    /**
     * Enqueues an operation whose caller gives up after the longest wait, and then gets {@code
     * OUTCOME_UNKNOWN} with the id.
     *
     * @throws AlfredException as {@link #submit}
     */
    public CompletableFuture<LedgerOutcome> submitBounded(LedgerOperation operation, UUID id) {
        PendingOperation pending =
                new PendingOperation(operation, id, nanoTime.getAsLong() + waitMaxNanos);
        CompletableFuture<LedgerOutcome> outcome = submit(pending, waiting);
        bounded.add(pending);
        return outcome;
    }

    private CompletableFuture<LedgerOutcome> submit(
            PendingOperation pending, Queue<PendingOperation> queue) {
        LedgerOperation operation = pending.operation();
        boolean resolves =
                operation instanceof LedgerOperation.OnHold
                        && !(operation instanceof LedgerOperation.Hold)
                        && !(operation instanceof LedgerOperation.ByOperator);
        if (fenced || (!resolves && (refusingHolds || depth() >= OPERATIONS_MAX))) {
            throw new AlfredException(
                    ErrorCode.OVERLOADED,
                    refusingHolds || fenced
                            ? "the server is stopping"
                            : "the ledger has more operations waiting than it can take",
                    "try again in a few seconds");
        }
        queue.add(pending);
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
     * Waits a little for a first operation and takes it with all others that are there; for the
     * writer's thread only.
     *
     * @param max most operations
     * @return empty when none came
     */
    List<PendingOperation> take(int max) throws InterruptedException {
        if (told >= RETURNING_MIN) {
            await(told, RETURN_MAX_NANOS, RETURN_MAX_NANOS, RETURN_LOOK_NANOS);
        } else if (told >= GATHER_MIN && processorsFull.getAsBoolean()) {
            await(
                    Math.min(RETURNING_MIN, 2 * told),
                    GATHER_MAX_NANOS,
                    GATHER_SILENCE_MAX_NANOS,
                    GATHER_LOOK_NANOS);
        }
        told = 0;
        PendingOperation first = waiting.poll(UNHURRIED_MAX_MS, TimeUnit.MILLISECONDS);
        List<PendingOperation> taken = new ArrayList<>();
        unhurried.drainTo(taken, max);
        if (first != null && taken.size() < max) {
            taken.add(first);
            told = 1 + waiting.drainTo(taken, max - taken.size());
        } else if (first != null) {
            waiting.addFirst(first);
        }
        return taken;
    }

    /**
     * Lets operations come, at most for so long.
     *
     * <p>Who was just told in a large batch comes back at once; a batch begun before would carry
     * only the quickest. And where all processors have work, a batch of twice as many costs hardly
     * more, and what is saved serves other calls.
     */
    private void await(int operations, long maxNanos, long silenceMaxNanos, long lookNanos) {
        long startedNanos = nanoTime.getAsLong();
        long now = startedNanos;
        long newestNanos = startedNanos;
        int there = waiting.size();
        while (there < operations
                && now - startedNanos < maxNanos
                && now - newestNanos < silenceMaxNanos) {
            pauseNanos.accept(lookNanos);
            now = nanoTime.getAsLong();
            if (waiting.size() > there) {
                newestNanos = now;
                there = waiting.size();
            }
        }
    }

    /** Tells those who waited long enough; forgets those who were told. */
    void expire() {
        long now = nanoTime.getAsLong();
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
        unhurried.drainTo(rest);
        waiting.drainTo(rest);
        rest.forEach(PendingOperation::tellUnknown);
    }

    boolean isEmpty() {
        return waiting.isEmpty() && unhurried.isEmpty();
    }

    int depth() {
        return waiting.size() + unhurried.size();
    }
}
