package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.hold;
import static io.alfred.ledger.MemoryBooks.release;
import static io.alfred.ledger.MemoryBooks.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.audit.AuditChain;
import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.ChainHead;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

@Timeout(60)
class LedgerWriterTest {
    private final FakeBatch batch = new FakeBatch();
    private final LedgerWriter writer = new LedgerWriter();
    private final UUID wallet = batch.books.open(null, 100L);
    private UUID tx = batch.books.freshId();

    /** How one try of a batch ends. */
    private enum Fate {
        /** Committed, and the container says so. */
        COMMIT,
        /** Committed, but the word got lost. */
        COMMIT_SILENTLY,
        /** Failed, and its backend commits only when the next try has failed too. */
        COMMIT_LATE,
        /** Rolled back. */
        FAIL,
        /** Rolled back because another process wrote the chain. */
        TAKEN_OVER,
        /** The thread dies. */
        DIE
    }

    /** A database in memory that fails as told. */
    private static final class FakeBatch extends LedgerBatch {
        private final MemoryBooks books = new MemoryBooks();
        private final Queue<Fate> fates = new ConcurrentLinkedQueue<>();
        private final Queue<Runnable> late = new ArrayDeque<>();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);
        private volatile ChainHead head = books.head();
        private volatile UUID poison = new UUID(0, 0);

        @Override
        public void apply(List<LedgerOperation> operations, ChainHead from, CommitMark mark) {
            begun.countDown();
            await(open);
            if (operations.stream()
                    .filter(LedgerOperation.OnHold.class::isInstance)
                    .map(LedgerOperation.OnHold.class::cast)
                    .anyMatch(operation -> operation.txId().equals(poison))) {
                throw new IllegalStateException("poisoned");
            }
            Fate fate = fates.isEmpty() ? Fate.COMMIT : fates.remove();
            MemoryBooks.Draft draft = books.draft(operations);
            mark.plan(draft.outcomes(), draft.head());
            switch (fate) {
                case COMMIT, COMMIT_SILENTLY -> {
                    if (!head.isSame(from) || !late.isEmpty()) {
                        late.forEach(Runnable::run);
                        late.clear();
                        throw new IllegalStateException("the head moved");
                    }
                    commit(draft);
                    if (fate == Fate.COMMIT) {
                        mark.confirm();
                    }
                }
                case COMMIT_LATE -> {
                    late.add(() -> commit(draft));
                    throw new IllegalStateException("the socket timed out");
                }
                case FAIL -> throw new IllegalStateException("the connection broke");
                case TAKEN_OVER -> {
                    AuditChain other = new AuditChain(head);
                    other.append(AuditEvent.of(AuditKind.CHAIN_OPENED), 1);
                    head = other.after();
                    throw new IllegalStateException("fenced");
                }
                case DIE -> throw new AssertionError("out of memory, say");
            }
        }

        @Override
        public ChainHead committedHead(UUID chainId) {
            return head;
        }

        private void commit(MemoryBooks.Draft draft) {
            books.commit(draft);
            head = books.head();
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @BeforeEach
    void start() {
        writer.begin(
                batch,
                new LedgerConfig(
                        Duration.ofHours(1),
                        Duration.ZERO,
                        Duration.ofSeconds(50),
                        List.of(),
                        SpikeRule.OFF),
                batch.head,
                task -> {
                    Thread thread = new Thread(task);
                    thread.setUncaughtExceptionHandler((dead, error) -> {});
                    return thread;
                });
    }

    @AfterEach
    void stop() {
        batch.open.countDown();
        writer.stop();
    }

    @Test
    void what_was_confirmed_is_told() throws ExecutionException, InterruptedException {
        assertThat(run(hold(tx, wallet, 60))).isEqualTo(held(60));
        assertThat(writer.openHolds()).isEqualTo(1);
        assertThat(run(settle(tx, wallet, 5))).isInstanceOf(LedgerOutcome.Settled.class);
        assertThat(writer.openHolds()).isZero();
    }

    @Test
    void a_failed_batch_is_tried_again() throws ExecutionException, InterruptedException {
        batch.fates.addAll(List.of(Fate.FAIL, Fate.FAIL));
        assertThat(run(hold(tx, wallet, 60))).isEqualTo(held(60));
        assertThat(batch.books.entries()).hasSize(1);
    }

    @Test
    void a_commit_whose_word_got_lost_is_found_by_its_head()
            throws ExecutionException, InterruptedException {
        batch.fates.add(Fate.COMMIT_SILENTLY);
        assertThat(run(hold(tx, wallet, 60))).isEqualTo(held(60));
        assertThat(batch.books.entries()).hasSize(1);
        assertThat(run(settle(tx, wallet, 5))).isInstanceOf(LedgerOutcome.Settled.class);
    }

    @Test
    void a_commit_that_completes_after_the_next_try_began_is_not_taken_for_a_stranger()
            throws ExecutionException, InterruptedException {
        batch.fates.add(Fate.COMMIT_LATE);
        assertThat(run(hold(tx, wallet, 60))).isEqualTo(held(60));
        assertThat(writer.isRunning()).isTrue();
        assertThat(batch.books.entries()).hasSize(1);
        assertThat(run(settle(tx, wallet, 5))).isInstanceOf(LedgerOutcome.Settled.class);
    }

    @Test
    void a_commit_that_completes_while_halves_are_tried_is_told_to_all()
            throws ExecutionException, InterruptedException {
        UUID other = batch.books.freshId();
        CompletableFuture<LedgerOutcome> blocked = writer.submit(hold(tx, wallet, 1));
        batch.fates.addAll(List.of(Fate.COMMIT, Fate.FAIL, Fate.FAIL, Fate.COMMIT_LATE));
        awaitEmptyQueue();
        CompletableFuture<LedgerOutcome> first = writer.submit(settle(tx, wallet, 1));
        CompletableFuture<LedgerOutcome> second = writer.submit(hold(other, wallet, 9));
        batch.open.countDown();
        assertThat(blocked.get()).isEqualTo(held(1));
        assertThat(first.get()).isInstanceOf(LedgerOutcome.Settled.class);
        assertThat(second.get()).isInstanceOf(LedgerOutcome.Held.class);
        // No repeat of the second half found its caller served and gave the hold back.
        assertThat(run(settle(other, wallet, 3))).isInstanceOf(LedgerOutcome.Settled.class);
        assertThat(batch.books.entries()).hasSize(4);
    }

    @Test
    void a_poisoned_operation_fails_alone() throws ExecutionException, InterruptedException {
        CompletableFuture<LedgerOutcome> blocked = writer.submit(hold(tx, wallet, 1));
        awaitEmptyQueue();
        batch.poison = batch.books.freshId();
        CompletableFuture<LedgerOutcome> before = writer.submit(settle(tx, wallet, 1));
        CompletableFuture<LedgerOutcome> poisoned = writer.submit(hold(batch.poison, wallet, 1));
        UUID last = batch.books.freshId();
        CompletableFuture<LedgerOutcome> after = writer.submit(hold(last, wallet, 1));
        batch.open.countDown();
        assertThat(blocked.get()).isEqualTo(held(1));
        assertThat(before.get()).isInstanceOf(LedgerOutcome.Settled.class);
        assertThat(after.get()).isEqualTo(new LedgerOutcome.Held(last, Credits.ofNanos(1)));
        assertThat(poisoned.get())
                .isInstanceOfSatisfying(
                        LedgerOutcome.Rejected.class,
                        rejected ->
                                assertThat(rejected.code()).isEqualTo(ErrorCode.INTERNAL_ERROR));
    }

    @Test
    void the_end_of_a_call_is_kept_until_the_database_takes_it()
            throws ExecutionException, InterruptedException {
        batch.open.countDown();
        assertThat(writer.submit(hold(tx, wallet, 1)).get()).isEqualTo(held(1));
        batch.poison = tx;
        CompletableFuture<LedgerOutcome> refused = writer.submit(settle(tx, wallet, 1));
        UUID other = batch.books.freshId();
        assertThat(writer.submit(hold(other, wallet, 1)).get())
                .isEqualTo(new LedgerOutcome.Held(other, Credits.ofNanos(1)));
        assertThat(refused).isNotDone();
        batch.poison = new UUID(0, 0);
        assertThat(refused.get()).isInstanceOf(LedgerOutcome.Settled.class);
    }

    @Test
    void a_writer_whose_chain_was_taken_over_says_unknown_and_stops() {
        batch.fates.add(Fate.TAKEN_OVER);
        assertUnknown(submit(hold(tx, wallet, 60)));
        assertThatThrownBy(() -> writer.submit(settle(tx, wallet, 1)))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
        assertThat(batch.books.entries()).isEmpty();
    }

    @Test
    void nobody_is_left_waiting_when_the_writer_dies() {
        batch.fates.add(Fate.DIE);
        CompletableFuture<LedgerOutcome> inBatch = writer.submit(hold(tx, wallet, 60));
        awaitEmptyQueue();
        CompletableFuture<LedgerOutcome> queued = writer.submit(release(tx, wallet));
        batch.open.countDown();
        assertUnknown(inBatch);
        assertUnknown(queued);
        assertThat(writer.isRunning()).isFalse();
    }

    @Test
    void nobody_is_left_waiting_after_the_stop() {
        batch.open.countDown();
        writer.stop();
        assertUnknown(writer.submit(release(tx, wallet)));
        assertThatThrownBy(() -> writer.submit(hold(tx, wallet, 1)))
                .isInstanceOf(AlfredException.class);
    }

    @Test
    void what_nobody_waits_for_is_written_before_the_writer_stops()
            throws ExecutionException, InterruptedException {
        UUID other = batch.books.freshId();
        run(hold(tx, wallet, 60));
        run(hold(other, wallet, 40));
        writer.queue().submitUnhurried(settle(tx, wallet, 5));
        writer.queue().submitUnhurried(settle(other, wallet, 5));
        writer.finishCalls();
        writer.stop();
        assertThat(writer.openHolds()).isZero();
        assertThat(batch.books.kinds())
                .containsExactly(
                        LedgerEntry.Kind.HOLD,
                        LedgerEntry.Kind.HOLD,
                        LedgerEntry.Kind.SETTLE,
                        LedgerEntry.Kind.SETTLE);
    }

    @Test
    void a_hold_is_decided_after_every_settle_that_came_before_it()
            throws ExecutionException, InterruptedException {
        run(hold(tx, wallet, 100));
        for (int call = 0; call < 50; call++) {
            UUID next = batch.books.freshId();
            writer.queue().submitUnhurried(settle(tx, wallet, 0));
            assertThat(run(hold(next, wallet, 100))).isInstanceOf(LedgerOutcome.Held.class);
            tx = next;
        }
    }

    @Test
    void a_hold_whose_caller_gave_up_during_the_commit_goes_back() throws InterruptedException {
        CompletableFuture<LedgerOutcome> hold = writer.submit(hold(tx, wallet, 60));
        FakeBatch.await(batch.begun);
        hold.cancel(false);
        batch.open.countDown();
        while (batch.books.entries().size() < 2) {
            Thread.onSpinWait();
        }
        assertThat(batch.books.kinds())
                .containsExactly(LedgerEntry.Kind.HOLD, LedgerEntry.Kind.RELEASE);
    }

    @Test
    void a_call_is_over_for_the_drain_once_its_end_was_said_even_in_vain()
            throws ExecutionException, InterruptedException {
        run(hold(tx, wallet, 60));
        run(new LedgerOperation.Progress(tx, wallet, Credits.ofNanos(1)));
        assertThat(writer.openHolds()).isEqualTo(1);
        UUID stranger = batch.books.open(null, 1L);
        assertThat(run(settle(tx, stranger, 1))).isInstanceOf(LedgerOutcome.Rejected.class);
        assertThat(writer.openHolds()).isZero();
        run(hold(batch.books.freshId(), wallet, 1));
        assertThat(writer.openHolds()).isEqualTo(1);
    }

    private LedgerOutcome run(LedgerOperation operation)
            throws ExecutionException, InterruptedException {
        return submit(operation).get();
    }

    private CompletableFuture<LedgerOutcome> submit(LedgerOperation operation) {
        batch.open.countDown();
        return writer.submit(operation);
    }

    private void awaitEmptyQueue() {
        while (writer.queueDepth() > 0) {
            Thread.onSpinWait();
        }
    }

    private LedgerOutcome held(long nanos) {
        return new LedgerOutcome.Held(tx, Credits.ofNanos(nanos));
    }

    private static void assertUnknown(CompletableFuture<LedgerOutcome> outcome) {
        assertThatThrownBy(outcome::get)
                .cause()
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
    }
}
