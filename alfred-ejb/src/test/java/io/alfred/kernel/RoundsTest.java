package io.alfred.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** What every task that runs on and on relies on; the architecture test says that all do. */
@Timeout(60)
class RoundsTest {
    private static final ThreadFactory THREADS = Executors.defaultThreadFactory();
    private static final Rounds.Rhythm AT_ONCE =
            Rounds.Rhythm.of("test", Duration.ZERO, Duration.ZERO);

    private final List<Rounds> started = new ArrayList<>();

    @AfterEach
    void stop_what_was_started() {
        started.forEach(Rounds::stop);
    }

    private Rounds start(Rounds.Rhythm rhythm, Rounds.Round round) {
        Rounds rounds = Rounds.start(THREADS, rhythm, round);
        started.add(rounds);
        return rounds;
    }

    static List<Throwable> failures() {
        return List.of(
                new SQLException("gone", "08006"),
                new IllegalStateException("the pool is closed"),
                new Exception("checked"),
                new OutOfMemoryError("for a moment"),
                new NoClassDefFoundError("Missing"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatever_a_round_throws_the_next_one_comes(Throwable failure) throws InterruptedException {
        CountDownLatch three = new CountDownLatch(3);
        start(
                AT_ONCE,
                () -> {
                    three.countDown();
                    if (failure instanceof Error error) {
                        throw error;
                    }
                    throw (Exception) failure;
                });
        three.await();
    }

    @Test
    void one_task_that_waits_does_not_hold_up_another() throws InterruptedException {
        Semaphore never = new Semaphore(0);
        CountDownLatch waits = new CountDownLatch(1);
        start(
                AT_ONCE,
                () -> {
                    waits.countDown();
                    never.acquire();
                });
        waits.await();
        CountDownLatch beats = new CountDownLatch(3);
        start(AT_ONCE, beats::countDown);
        beats.await();
        never.release(Integer.MAX_VALUE);
    }

    @Test
    void no_round_begins_after_the_stop_and_the_last_one_has_ended() throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch some = new CountDownLatch(3);
        Rounds rounds =
                start(
                        AT_ONCE,
                        () -> {
                            begun.incrementAndGet();
                            some.countDown();
                            ended.incrementAndGet();
                        });
        some.await();
        rounds.stop();
        int after = begun.get();
        assertThat(ended).hasValue(after);
        rounds.stop();
        assertThat(begun).hasValue(after);
    }

    @Test
    void a_stop_does_not_wait_for_the_pause_to_end() {
        AtomicInteger begun = new AtomicInteger();
        Rounds rounds =
                start(
                        Rounds.Rhythm.every("test", Duration.ofDays(1)),
                        () -> begun.incrementAndGet());
        rounds.stop();
        assertThat(begun).hasValue(0);
    }

    @Test
    void the_pause_is_asked_for_after_every_round() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        start(
                new Rounds.Rhythm(
                        "test",
                        Duration.ZERO,
                        () -> {
                            asked.incrementAndGet();
                            return Duration.ZERO;
                        }),
                three::countDown);
        three.await();
        assertThat(asked.get()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void an_interrupted_round_is_the_last() throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        Thread[] own = new Thread[1];
        CountDownLatch running = new CountDownLatch(1);
        start(
                AT_ONCE,
                () -> {
                    begun.incrementAndGet();
                    own[0] = Thread.currentThread();
                    running.countDown();
                    new Semaphore(0).acquire();
                });
        running.await();
        own[0].interrupt();
        own[0].join();
        assertThat(begun).hasValue(1);
    }
}
