package io.alfred.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

@Timeout(60)
class KnownKeysTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final Map<String, KeyRow> stored = new ConcurrentHashMap<>();
    private final AtomicInteger queries = new AtomicInteger();
    private final KeySecret secret = KeySecret.make();
    private final KeyRow row = row("active", Optional.empty());
    private volatile Duration passed = Duration.ZERO;
    private volatile Runnable whileReading = () -> {};

    private final KnownKeys keys =
            new KnownKeys(this::find, () -> passed.toNanos(), () -> START.plus(passed));

    /** The database; what it finds is decided before others go on. */
    private Optional<KeyRow> find(String prefix) {
        queries.incrementAndGet();
        Optional<KeyRow> found = Optional.ofNullable(stored.get(prefix));
        whileReading.run();
        return found;
    }

    private KeyRow row(String state, Optional<Instant> expiresAt) {
        UUID user = new UUID(1, 1);
        return new KeyRow(
                new Caller(
                        user,
                        "user",
                        Role.MEMBER,
                        Optional.of(new UUID(2, 2)),
                        new UUID(3, 3),
                        Optional.of(user),
                        Optional.of(new UUID(4, 4)),
                        Optional.of(new UUID(5, 5)),
                        true,
                        false,
                        OptionalLong.empty()),
                secret.hash(),
                state,
                expiresAt,
                true);
    }

    private void store(KeyRow stored) {
        this.stored.put(secret.prefix(), stored);
    }

    private Caller call() {
        return keys.authenticate(secret.reveal());
    }

    private ErrorCode refusal(String bearerSecret) {
        return catchThrowableOfType(AlfredException.class, () -> keys.authenticate(bearerSecret))
                .code();
    }

    @Test
    void calls_within_the_period_cost_one_query() {
        store(row);
        for (int call = 0; call < 100; call++) {
            assertThat(call()).isEqualTo(row.caller());
        }
        passed = Duration.ofMillis(KnownKeys.AGE_MAX_MS).minusNanos(1);
        assertThat(call()).isEqualTo(row.caller());
        assertThat(queries).hasValue(1);
    }

    @Test
    void a_key_revoked_elsewhere_is_refused_when_the_period_is_over() {
        store(row);
        call();
        store(row("revoked", Optional.empty()));
        passed = Duration.ofMillis(KnownKeys.AGE_MAX_MS).minusNanos(1);
        assertThat(call()).isEqualTo(row.caller());
        passed = Duration.ofMillis(KnownKeys.AGE_MAX_MS);
        assertThat(refusal(secret.reveal())).isEqualTo(ErrorCode.INVALID_API_KEY);
    }

    @Test
    void a_key_revoked_here_is_refused_from_then_on() {
        store(row);
        call();
        store(row("revoked", Optional.empty()));
        keys.forget();
        assertThat(refusal(secret.reveal())).isEqualTo(ErrorCode.INVALID_API_KEY);
    }

    @Test
    void an_answer_that_was_on_its_way_during_a_change_serves_no_later_call() {
        store(row);
        whileReading =
                () -> {
                    whileReading = () -> {};
                    store(row("suspended", Optional.empty()));
                    keys.forget();
                };
        assertThat(call()).isEqualTo(row.caller());
        assertThat(refusal(secret.reveal())).isEqualTo(ErrorCode.KEY_SUSPENDED);
    }

    @Test
    void a_new_key_opens_at_once_on_the_node_that_made_it() {
        assertThat(refusal(secret.reveal())).isEqualTo(ErrorCode.INVALID_API_KEY);
        store(row);
        keys.forget();
        assertThat(call()).isEqualTo(row.caller());
    }

    @Test
    void a_key_ends_at_its_moment_though_it_is_known() {
        Duration life = Duration.ofMillis(100);
        store(row("active", Optional.of(START.plus(life))));
        passed = life.minusNanos(1);
        call();
        passed = life;
        assertThat(refusal(secret.reveal())).isEqualTo(ErrorCode.TOKEN_EXPIRED);
        assertThat(queries).hasValue(1);
    }

    @Test
    void a_wrong_secret_is_refused_though_its_prefix_is_known() {
        store(row);
        call();
        String wrong = secret.prefix() + "-" + "0".repeat(43);
        assertThat(refusal(wrong)).isEqualTo(ErrorCode.INVALID_API_KEY);
        assertThat(call()).isEqualTo(row.caller());
        assertThat(queries).hasValue(1);
    }

    @Test
    void a_holder_that_is_suspended_is_told_only_to_who_knows_the_secret() {
        store(new KeyRow(row.caller(), row.secretHash(), "active", Optional.empty(), false));
        assertThat(refusal(secret.reveal())).isEqualTo(ErrorCode.KEY_SUSPENDED);
        assertThat(refusal(secret.prefix() + "-" + "0".repeat(43)))
                .isEqualTo(ErrorCode.INVALID_API_KEY);
    }

    @Test
    void a_flood_with_bad_keys_costs_one_query_per_prefix_and_period() {
        List<String> bad = IntStream.range(0, 10).mapToObj(i -> KeySecret.make().reveal()).toList();
        for (int period = 1; period <= 3; period++) {
            for (int call = 0; call < 1000; call++) {
                assertThat(refusal(bad.get(call % bad.size())))
                        .isEqualTo(ErrorCode.INVALID_API_KEY);
            }
            assertThat(queries).hasValue(period * bad.size());
            passed = passed.plusMillis(KnownKeys.AGE_MAX_MS);
        }
    }

    @Test
    void what_is_no_key_costs_no_query() {
        for (String text : List.of("", "sk-alf-", "sk-other", secret.reveal() + "0")) {
            assertThat(refusal(text)).isEqualTo(ErrorCode.INVALID_API_KEY);
        }
        assertThat(queries).hasValue(0);
    }

    @Test
    void memory_is_bounded_whatever_prefixes_come() {
        store(row);
        for (int i = 0; i < 3 * KnownKeys.PREFIXES_MAX; i++) {
            refusal(KeySecret.make().reveal());
            assertThat(keys.size()).isLessThanOrEqualTo(KnownKeys.PREFIXES_MAX);
        }
        assertThat(call()).isEqualTo(row.caller());
    }

    @Test
    void calls_that_come_together_share_a_query() throws ExecutionException, InterruptedException {
        store(row);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        whileReading =
                () -> {
                    reading.countDown();
                    await(answer);
                };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Caller> first = threads.submit(this::call);
            reading.await();
            CountDownLatch begun = new CountDownLatch(20);
            List<Future<Caller>> others =
                    IntStream.range(0, 20)
                            .mapToObj(
                                    i ->
                                            threads.submit(
                                                    () -> {
                                                        begun.countDown();
                                                        return call();
                                                    }))
                            .toList();
            begun.await();
            answer.countDown();
            assertThat(first.get()).isEqualTo(row.caller());
            for (Future<Caller> other : others) {
                assertThat(other.get()).isEqualTo(row.caller());
            }
        }
        assertThat(queries).hasValue(1);
    }

    @Test
    void a_database_that_does_not_answer_is_told_and_asked_again() {
        store(row);
        whileReading =
                () -> {
                    throw new AlfredException(ErrorCode.OVERLOADED, "down", "try again");
                };
        assertThat(refusal(secret.reveal())).isEqualTo(ErrorCode.OVERLOADED);
        whileReading = () -> {};
        assertThat(call()).isEqualTo(row.caller());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
