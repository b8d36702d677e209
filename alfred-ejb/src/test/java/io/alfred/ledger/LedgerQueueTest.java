package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.hold;
import static io.alfred.ledger.MemoryBooks.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

@Timeout(60)
class LedgerQueueTest {
    private final LedgerQueue queue = new LedgerQueue();
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
}
