package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.hold;
import static io.alfred.ledger.MemoryBooks.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

@Timeout(60)
class LedgerQueueTest {
    private final LedgerQueue queue = new LedgerQueue(() -> false);
    private final UUID wallet = Ids.next();
    private final UUID tx = Ids.next();

    @Test
    void a_bounded_caller_learns_after_the_longest_wait_that_the_outcome_is_unknown() {
        queue.open(Duration.ZERO);
        CompletableFuture<LedgerOutcome> bounded = queue.submitBounded(hold(tx, wallet, 1), tx);
        CompletableFuture<LedgerOutcome> patient = queue.submit(settle(tx, wallet, 1));
        assertThat(bounded).isNotDone();
        queue.expire();
        assertThat(patient).isNotDone();
        assertThatThrownBy(bounded::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
                            assertThat(e.transactionId()).contains(tx);
                        });
    }

    @Test
    void nobody_is_told_before_the_longest_wait() {
        queue.open(Duration.ofDays(1));
        CompletableFuture<LedgerOutcome> bounded = queue.submitBounded(hold(tx, wallet, 1), tx);
        queue.expire();
        assertThat(bounded).isNotDone();
    }

    @Test
    void a_hold_whose_caller_gave_up_is_not_wanted_any_more() throws InterruptedException {
        queue.open(Duration.ZERO);
        CompletableFuture<LedgerOutcome> hold = queue.submitBounded(hold(tx, wallet, 1), tx);
        queue.expire();
        assertThat(hold).isDone();
        List<PendingOperation> taken = queue.take(10);
        assertThat(taken).hasSize(1).noneMatch(PendingOperation::isWanted);
    }

    @Test
    void a_full_queue_refuses_holds_and_takes_the_end_of_calls() {
        queue.open(Duration.ofDays(1));
        for (int i = 0; i < LedgerQueue.OPERATIONS_MAX; i++) {
            assertThat(queue.submit(hold(Ids.next(), wallet, 1))).isNotDone();
        }
        assertThatThrownBy(() -> queue.submitBounded(hold(tx, wallet, 1), tx))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
        assertThat(queue.submit(settle(tx, wallet, 1))).isNotDone();
        assertThat(queue.depth()).isEqualTo(LedgerQueue.OPERATIONS_MAX + 1);
    }

    @Test
    void what_comes_after_the_writer_ended_is_told_as_unknown() {
        queue.open(Duration.ofDays(1));
        queue.refuseHolds();
        queue.end();
        assertThat(queue.submit(settle(tx, wallet, 1))).isCompletedExceptionally();
    }

    @Test
    void what_nobody_waits_for_travels_first_in_the_next_batch() throws InterruptedException {
        queue.open(Duration.ofDays(1));
        LedgerOperation.OnHold progress =
                new LedgerOperation.Progress(tx, wallet, Credits.ofNanos(1));
        LedgerOperation unknown = new LedgerOperation.MarkUnknown(tx, wallet);
        LedgerOperation next = hold(Ids.next(), wallet, 1);
        queue.submitUnhurried(progress);
        assertThat(queue.submit(unknown)).isNotDone();
        assertThat(queue.submit(next)).isNotDone();
        assertThat(operations(queue.take(10))).containsExactly(progress, unknown, next);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void what_nobody_waits_for_is_written_though_nothing_else_comes() throws InterruptedException {
        queue.open(Duration.ofDays(1));
        LedgerOperation.OnHold settle = settle(tx, wallet, 1);
        queue.submitUnhurried(settle);
        assertThat(queue.isEmpty()).isFalse();
        assertThat(operations(queue.take(10))).containsExactly(settle);
    }

    @Test
    void a_batch_keeps_its_bound_and_the_order_whoever_waits() throws InterruptedException {
        queue.open(Duration.ofDays(1));
        List<LedgerOperation.OnHold> unhurried = settles(5);
        List<LedgerOperation> waiting = holds(4);
        waiting.forEach(each -> assertThat(queue.submit(each)).isNotDone());
        unhurried.forEach(queue::submitUnhurried);
        List<LedgerOperation> expected = new ArrayList<>(unhurried);
        expected.addAll(waiting);
        List<LedgerOperation> taken = new ArrayList<>();
        for (int size : List.of(3, 3, 3)) {
            List<PendingOperation> batch = queue.take(3);
            assertThat(batch).hasSize(size);
            taken.addAll(operations(batch));
        }
        assertThat(taken).isEqualTo(expected);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void what_nobody_waits_for_counts_for_a_full_queue_and_is_taken_nevertheless() {
        queue.open(Duration.ofDays(1));
        for (int i = 0; i < LedgerQueue.OPERATIONS_MAX; i++) {
            queue.submitUnhurried(settle(tx, wallet, 1));
        }
        assertThatThrownBy(() -> queue.submit(hold(tx, wallet, 1)))
                .isInstanceOf(AlfredException.class);
        queue.submitUnhurried(settle(tx, wallet, 1));
        assertThat(queue.depth()).isEqualTo(LedgerQueue.OPERATIONS_MAX + 1);
        queue.end();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void after_a_large_batch_the_next_waits_for_those_who_were_told() throws InterruptedException {
        Returning callers = new Returning();
        submit(callers.queue, LedgerQueue.RETURNING_MIN);
        assertThat(callers.queue.take(1024)).hasSize(LedgerQueue.RETURNING_MIN);
        submit(callers.queue, 1);
        callers.comeBack = LedgerQueue.RETURNING_MIN;
        assertThat(callers.queue.take(1024)).hasSize(LedgerQueue.RETURNING_MIN);
    }

    @Test
    void who_does_not_come_back_is_waited_for_a_bounded_time() throws InterruptedException {
        Returning callers = new Returning();
        submit(callers.queue, LedgerQueue.RETURNING_MIN);
        callers.queue.take(1024);
        submit(callers.queue, 1);
        assertThat(callers.queue.take(1024)).hasSize(1);
        assertThat(callers.nowNanos).isEqualTo(LedgerQueue.RETURN_MAX_NANOS);
    }

    @Test
    void few_callers_are_not_waited_for_nor_those_whom_nobody_tells() throws InterruptedException {
        Returning callers = new Returning();
        submit(callers.queue, LedgerQueue.RETURNING_MIN - 1);
        settles(LedgerQueue.RETURNING_MIN).forEach(callers.queue::submitUnhurried);
        callers.queue.take(1024);
        submit(callers.queue, 1);
        assertThat(callers.queue.take(1024)).hasSize(1);
        assertThat(callers.nowNanos).isZero();
    }

    @Test
    void a_batch_after_some_gathers_twice_as_many_while_processors_are_full()
            throws InterruptedException {
        Returning callers = new Returning();
        callers.full = true;
        submit(callers.queue, LedgerQueue.GATHER_MIN);
        callers.queue.take(1024);
        submit(callers.queue, 1);
        callers.comeBack = 2 * LedgerQueue.GATHER_MIN;
        assertThat(callers.queue.take(1024)).hasSize(2 * LedgerQueue.GATHER_MIN);
        assertThat(callers.nowNanos).isBetween(1L, LedgerQueue.GATHER_MAX_NANOS - 1);
    }

    @Test
    void a_batch_gathers_no_longer_when_for_a_while_nobody_came() throws InterruptedException {
        Returning callers = new Returning();
        callers.full = true;
        submit(callers.queue, LedgerQueue.RETURNING_MIN - 1);
        callers.queue.take(1024);
        submit(callers.queue, 1);
        callers.comeBack = 20;
        assertThat(callers.queue.take(1024)).hasSize(20);
        assertThat(callers.nowNanos)
                .isGreaterThan(LedgerQueue.GATHER_SILENCE_MAX_NANOS)
                .isLessThan(2 * LedgerQueue.GATHER_SILENCE_MAX_NANOS);
    }

    @Test
    void a_batch_gathers_for_a_bounded_time_when_one_comes_after_the_other()
            throws InterruptedException {
        Returning callers = new Returning();
        callers.full = true;
        submit(callers.queue, LedgerQueue.RETURNING_MIN - 1);
        callers.queue.take(1024);
        submit(callers.queue, 1);
        callers.comeBack = LedgerQueue.RETURNING_MIN;
        callers.atATime = 1;
        assertThat(callers.queue.take(1024)).hasSizeBetween(2, LedgerQueue.RETURNING_MIN - 1);
        assertThat(callers.nowNanos).isEqualTo(LedgerQueue.GATHER_MAX_NANOS);
    }

    @Test
    void a_batch_after_few_or_with_idle_processors_does_not_gather() throws InterruptedException {
        Returning callers = new Returning();
        callers.full = true;
        submit(callers.queue, LedgerQueue.GATHER_MIN - 1);
        callers.queue.take(1024);
        submit(callers.queue, LedgerQueue.GATHER_MIN);
        assertThat(callers.queue.take(1024)).hasSize(LedgerQueue.GATHER_MIN);
        callers.full = false;
        submit(callers.queue, 1);
        assertThat(callers.queue.take(1024)).hasSize(1);
        assertThat(callers.nowNanos).isZero();
    }

    /** A queue whose writer's pauses are the time in which callers come back. */
    private final class Returning {
        private long nowNanos;
        private int comeBack;
        private int atATime = 10;
        private boolean full;
        private final LedgerQueue queue = new LedgerQueue(() -> nowNanos, this::pause, () -> full);

        Returning() {
            queue.open(Duration.ofDays(1));
        }

        private void pause(long nanos) {
            nowNanos += nanos;
            if (queue.depth() < comeBack) {
                submit(queue, Math.min(atATime, comeBack - queue.depth()));
            }
        }
    }

    private void submit(LedgerQueue to, int count) {
        holds(count).forEach(each -> assertThat(to.submit(each)).isNotDone());
    }

    private List<LedgerOperation> holds(int count) {
        return Stream.<LedgerOperation>generate(() -> hold(Ids.next(), wallet, 1))
                .limit(count)
                .toList();
    }

    private List<LedgerOperation.OnHold> settles(int count) {
        return Stream.<LedgerOperation.OnHold>generate(() -> settle(Ids.next(), wallet, 1))
                .limit(count)
                .toList();
    }

    private static List<LedgerOperation> operations(List<PendingOperation> pending) {
        return pending.stream().map(PendingOperation::operation).toList();
    }
}
