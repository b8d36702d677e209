package io.alfred.identity;

import io.alfred.kernel.AlfredException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Turns the secret of a call into its {@link Caller} without asking the database each time: what it
 * said of a key serves for {@value #AGE_MAX_MS} ms.
 *
 * <p>A change made through this node is heeded by the next call, one made elsewhere after that
 * time. The secret is compared and the key's end looked at for every call. That a prefix does not
 * exist is remembered as well, so that calls with a bad key cost no query each. Secrets are not
 * kept.
 */
@ApplicationScoped
public class KnownKeys {
    /** Milliseconds that an answer of the database serves, counted from the question. */
    static final long AGE_MAX_MS = 250;

    /** Prefixes remembered, those that do not exist included. */
    static final int PREFIXES_MAX = 4096;

    private final Function<String, Optional<KeyRow>> source;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, Reading> readings = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    /** One question to the database; whoever asks the same meanwhile waits for its answer. */
    private static final class Reading {
        private final long change;
        private final long startedNanos;
        private final CompletableFuture<Optional<KeyRow>> row = new CompletableFuture<>();

        Reading(long change, long startedNanos) {
            this.change = change;
            this.startedNanos = startedNanos;
        }

        Optional<KeyRow> await() {
            try {
                return row.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof AlfredException known) {
                    throw known;
                }
                throw e;
            }
        }
    }

    /** For the container's proxy only. */
    protected KnownKeys() {
        this(prefix -> Optional.empty(), System::nanoTime, InstantSource.system());
    }

    @Inject
    KnownKeys(Authenticator authenticator) {
        this(authenticator::find, System::nanoTime, InstantSource.system());
    }

    KnownKeys(
            Function<String, Optional<KeyRow>> source, LongSupplier nanoTime, InstantSource clock) {
        this.source = source;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /**
     * The caller behind a secret.
     *
     * @param bearerSecret what followed {@code Bearer } in the request
     * @throws AlfredException {@code INVALID_API_KEY}, {@code TOKEN_EXPIRED}, {@code
     *     KEY_SUSPENDED}; {@code OVERLOADED} when the database does not answer
     */
    public Caller authenticate(String bearerSecret) {
        return KeySecret.prefixOf(bearerSecret)
                .flatMap(this::find)
                .orElseThrow(KeyRow::unknownKey)
                .admit(bearerSecret, clock.instant());
    }

    /**
     * Forgets everything: keys, or those they belong to, may have changed. An answer of the
     * database that is still on its way serves no call that comes from now on.
     */
    public void forget() {
        changes.incrementAndGet();
    }

    private Optional<KeyRow> find(String prefix) {
        Reading known = readings.get(prefix);
        return (known != null && isFresh(known) ? known : ask(prefix)).await();
    }

    private boolean isFresh(Reading reading) {
        return reading.change == changes.get()
                && nanoTime.getAsLong() - reading.startedNanos
                        < TimeUnit.MILLISECONDS.toNanos(AGE_MAX_MS);
    }

    /** Asks, or joins who has just begun to. */
    private Reading ask(String prefix) {
        makeRoom();
        Reading own = new Reading(changes.get(), nanoTime.getAsLong());
        Reading shared =
                readings.compute(
                        prefix, (key, there) -> there != null && isFresh(there) ? there : own);
        if (shared == own) {
            try {
                own.row.complete(source.apply(prefix));
            } catch (Throwable e) {
                readings.remove(prefix, own);
                own.row.completeExceptionally(e);
            }
        }
        return shared;
    }

    private void makeRoom() {
        if (readings.size() < PREFIXES_MAX) {
            return;
        }
        readings.values().removeIf(reading -> !isFresh(reading));
        if (readings.size() > PREFIXES_MAX / 2) {
            // Else every call of a flood would look through all of them.
            readings.clear();
        }
    }

    /** Prefixes remembered now. */
    int size() {
        return readings.size();
    }
}
