package io.alfred.ledger;

import io.alfred.audit.ChainHead;
import io.alfred.audit.NodeRegistry;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Rounds;
import io.alfred.machine.ProcessorLoad;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The one writer of this node: drains the queue, applies what it found as one batch, tells the
 * callers.
 *
 * <p>New holds are refused when the queue is full or the server stops; what resolves a hold is
 * always taken. An outcome is told only after its commit was confirmed; where the confirmation got
 * lost, the chain head in the database decides.
 */
@Startup
@Singleton(name = "LedgerWriter")
@DependsOn("NodeRegistry")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class LedgerWriter {
    /** Operations in one commit. */
    public static final int BATCH_OPERATIONS_MAX = 1024;

    private static final int ATTEMPTS_MAX = 3;
    private static final long RETRY_PAUSE_MS = 100;
    private static final Duration DEADLINE_LOOK = Duration.ofMillis(50);

    /** Looks at deadlines to one at the processors, which takes the JVM a millisecond or two. */
    private static final int LOOKS_PER_PROCESSOR_LOOK = 10;

    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final System.Logger LOG = System.getLogger(LedgerWriter.class.getName());

    @Inject private Config config;
    @Inject private LedgerBatch batches;
    @Inject private NodeRegistry registry;
    @Resource private ManagedThreadFactory threads;

    private final ProcessorLoad processors = new ProcessorLoad();
    private final LedgerQueue queue = new LedgerQueue(processors::isFull);
    private final Set<UUID> openHolds = ConcurrentHashMap.newKeySet();
    private final List<Unconfirmed> unconfirmed = new ArrayList<>();
    private volatile boolean stopping;
    private volatile boolean givingUp;
    private @Nullable LedgerBatch batch;
    private @Nullable ChainHead head;
    private @Nullable Thread thread;
    private @Nullable Rounds deadlines;

    /** At deadlines; of their thread only. */
    private int looks;

    private @Nullable LedgerConfig settings;

    /** A try that the database may have committed although nobody said so. */
    private record Unconfirmed(List<PendingOperation> pending, CommitMark mark) {}

    @PostConstruct
    void start() {
        begin(batches, LedgerConfig.read(config), registry.node().ledgerChain(), threads);
    }

    // Not named start too: the container takes any method of that name for the callback.
    void begin(LedgerBatch batch, LedgerConfig settings, ChainHead head, ThreadFactory threads) {
        this.batch = batch;
        this.settings = settings;
        this.head = head;
        Thread writer = threads.newThread(this::run);
        writer.setName("alfred-ledger-writer");
        thread = writer;
        writer.start();
        // Apart from the writer, which may itself be waiting for the database.
        deadlines =
                Rounds.start(
                        threads,
                        Rounds.Rhythm.every("alfred-ledger-deadlines", DEADLINE_LOOK),
                        this::look);
        queue.open(settings.waitMax());
    }

    private void look() {
        queue.expire();
        looks++;
        if (looks % LOOKS_PER_PROCESSOR_LOOK == 0) {
            processors.look();
        }
    }

    /** Where operations are put; for callers that cannot pay for a call of this bean each time. */
    public LedgerQueue queue() {
        return queue;
    }

    /** As {@link LedgerQueue#submit}. */
    public CompletableFuture<LedgerOutcome> submit(LedgerOperation operation) {
        return queue.submit(operation);
    }

    /** Whether this process may still write and its writer runs. */
    public boolean isRunning() {
        Thread writer = thread;
        return !queue.isFenced() && !stopping && writer != null && writer.isAlive();
    }

    public int queueDepth() {
        return queue.depth();
    }

    /** Calls of this process that hold money now. */
    public int openHolds() {
        return openHolds.size();
    }

    /** Whether this process is still working on the call. */
    public boolean isOpenHere(UUID txId) {
        return openHolds.contains(txId);
    }

    /** The settings this writer was started with. */
    public LedgerConfig settings() {
        return Objects.requireNonNull(settings);
    }

    /** First stage of a stop: takes no new holds and waits for the open ones. */
    public void finishCalls() {
        queue.refuseHolds();
        try {
            awaitOpenHolds();
        } catch (InterruptedException e) {
            // A container in a hurry: what is open becomes UNKNOWN at the next start.
            Thread.currentThread().interrupt();
        }
        if (!openHolds.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} calls were still open at the end; they become UNKNOWN at the next start",
                    openHolds.size());
        }
    }

    private void awaitOpenHolds() throws InterruptedException {
        long deadline = System.nanoTime() + settings().drainMax().toNanos();
        while (!openHolds.isEmpty() && !queue.isFenced() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Last stage, after {@link LedgerDrain}: writes what is queued. */
    @PreDestroy
    void stop() {
        queue.refuseHolds();
        stopping = true;
        try {
            awaitWriter();
        } catch (InterruptedException e) {
            // A container in a hurry: what was queued is written or told as unknown.
            givingUp = true;
            Thread.currentThread().interrupt();
        }
        if (deadlines != null) {
            deadlines.stop();
        }
    }

    private void awaitWriter() throws InterruptedException {
        Thread writer = Objects.requireNonNull(thread);
        writer.join(STOP_MAX);
        givingUp = true;
        writer.join(STOP_MAX);
    }

    private void run() {
        List<PendingOperation> drained = List.of();
        try {
            while (!queue.isFenced() && !(stopping && queue.isEmpty())) {
                drained = drain();
                process(drained);
            }
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "the ledger writer died", e);
            throw e;
        } finally {
            if (!stopping) {
                queue.fence();
            }
            drained.forEach(PendingOperation::tellUnknown);
            queue.end();
        }
    }

    private List<PendingOperation> drain() {
        try {
            return queue.take(BATCH_OPERATIONS_MAX);
        } catch (InterruptedException e) {
            // The container interrupts its threads at undeployment; the stop above ends this loop.
            LOG.log(System.Logger.Level.DEBUG, "interrupted while waiting");
            return List.of();
        }
    }

    private void process(List<PendingOperation> drained) {
        List<PendingOperation> pending = wanted(drained);
        int attempt = 1;
        while (!pending.isEmpty()) {
            CommitMark mark = new CommitMark();
            try {
                currentBatch().apply(operations(pending), currentHead(), mark);
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a ledger batch failed, attempt " + attempt,
                        e);
            }
            if (mark.isConfirmed()) {
                complete(pending, mark);
                return;
            }
            if (mark.isPlanned() && !mark.head().isSame(currentHead())) {
                unconfirmed.add(new Unconfirmed(pending, mark));
            }
            boolean outage = false;
            ChainHead found = committedHead();
            while (found == null) {
                if (givingUp) {
                    pending.forEach(PendingOperation::tellUnknown);
                    return;
                }
                outage = true;
                pause();
                found = committedHead();
            }
            if (!found.isSame(currentHead())) {
                completeOrFence(pending, found);
            }
            pending = queue.isFenced() ? List.of() : wanted(pending);
            attempt = outage ? 1 : attempt + 1;
            if (attempt > ATTEMPTS_MAX) {
                split(pending);
                return;
            }
        }
    }

    private static List<PendingOperation> wanted(List<PendingOperation> pending) {
        return pending.stream().filter(PendingOperation::isWanted).toList();
    }

    /**
     * The head moved without a word: by one of the tries before, which a broken connection can
     * leave committing long after the next has begun, or by another process.
     */
    private void completeOrFence(List<PendingOperation> pending, ChainHead found) {
        unconfirmed.stream()
                .filter(each -> each.mark().head().isSame(found))
                .findFirst()
                .ifPresentOrElse(
                        each -> complete(each.pending(), each.mark()), () -> fence(pending, found));
    }

    /** A poisoned operation fails alone: halves are tried until one operation is left. */
    private void split(List<PendingOperation> pending) {
        if (pending.isEmpty()) {
            return;
        }
        if (pending.size() == 1) {
            refused(pending.getFirst());
            return;
        }
        int half = pending.size() / 2;
        process(pending.subList(0, half));
        process(pending.subList(half, pending.size()));
    }

    /**
     * The database refuses this one alone. The end of a call is kept for later, since a full disk
     * or a long lock looks the same; given up at last, its hold is left to the reaper.
     */
    private void refused(PendingOperation alone) {
        if (!stopping && alone.mayTryAgain()) {
            pause();
            queue.addAgain(alone);
            return;
        }
        if (alone.operation() instanceof LedgerOperation.OnHold onHold) {
            openHolds.remove(onHold.txId());
        }
        alone.tell(
                new LedgerOutcome.Rejected(
                        ErrorCode.INTERNAL_ERROR,
                        "the database refuses this operation",
                        "the server log has the reason"));
    }

    private void complete(List<PendingOperation> pending, CommitMark mark) {
        head = mark.head();
        unconfirmed.clear();
        for (int i = 0; i < pending.size(); i++) {
            PendingOperation each = pending.get(i);
            LedgerOutcome outcome = mark.outcomes().get(i);
            track(each.operation(), outcome);
            boolean told = each.tell(outcome);
            if (!told && outcome instanceof LedgerOutcome.Held held) {
                // The caller gave up waiting and called no provider: what was held goes back.
                queue.addAgain(
                        new PendingOperation(
                                new LedgerOperation.Release(
                                        held.txId(),
                                        each.operation().walletId(),
                                        "the caller did not wait for the hold")));
            }
        }
    }

    /** A call is open here from its hold until anything was said about its end, even in vain. */
    private void track(LedgerOperation operation, LedgerOutcome outcome) {
        switch (operation) {
            case LedgerOperation.Hold hold -> {
                if (outcome instanceof LedgerOutcome.Held) {
                    openHolds.add(hold.txId());
                }
            }
            case LedgerOperation.Settle settle -> openHolds.remove(settle.txId());
            case LedgerOperation.Release release -> openHolds.remove(release.txId());
            case LedgerOperation.MarkUnknown unknown -> openHolds.remove(unknown.txId());
            case LedgerOperation.Progress progress -> {}
            case LedgerOperation.ByOperator closed -> {}
            case LedgerOperation.OnAllotment allotment -> {}
            case LedgerOperation.OnWallet onWallet -> {}
        }
    }

    private void fence(List<PendingOperation> pending, ChainHead found) {
        LOG.log(
                System.Logger.Level.ERROR,
                "another process writes chain {0} (epoch {1}): this one stops writing",
                found.chainId(),
                found.epoch());
        queue.fence();
        pending.forEach(PendingOperation::tellUnknown);
    }

    private @Nullable ChainHead committedHead() {
        try {
            return currentBatch().committedHead(currentHead().chainId());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the database does not answer yet");
            return null;
        }
    }

    private LedgerBatch currentBatch() {
        return Objects.requireNonNull(batch);
    }

    private ChainHead currentHead() {
        return Objects.requireNonNull(head);
    }

    private static List<LedgerOperation> operations(List<PendingOperation> pending) {
        return pending.stream().map(PendingOperation::operation).toList();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_PAUSE_MS);
        } catch (InterruptedException e) {
            // Kept, the interruption would end every further pause too.
            LOG.log(System.Logger.Level.DEBUG, "interrupted while the database is away");
        }
    }
}
