package io.alfred.secrets;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The opened keystore of this process, and the secrets it used a moment ago.
 *
 * <p>Secrets are kept in the clear for {@value #KEEP_MS} ms, because a read and a decryption per
 * call would cost more than the rest of the call's preparation.
 */
@ApplicationScoped
class SecretVault {
    /** How long a secret, or the fact that there is none, is believed, milliseconds. */
    static final long KEEP_MS = 1_000;

    private record Kept(Optional<Secret> secret, long untilNanos) {}

    private final ConcurrentMap<String, Kept> kept = new ConcurrentHashMap<>();
    private final AtomicLong forgotten = new AtomicLong();
    private final ReentrantLock opening = new ReentrantLock();

    @Inject private Config config;

    private volatile @Nullable SecretCipher cipher;

    /**
     * The cipher of this installation; makes the keystore at first use.
     *
     * @param anyStored asked before a keystore is made: true refuses it, as the secrets that exist
     *     belong to a keystore that is missing
     */
    SecretCipher cipher(BooleanSupplier anyStored) {
        SecretCipher current = cipher;
        if (current != null) {
            return current;
        }
        opening.lock();
        try {
            SecretCipher opened = cipher;
            if (opened == null) {
                opened = open(anyStored);
                cipher = opened;
            }
            return opened;
        } finally {
            opening.unlock();
        }
    }

    /** The secret of a name, read anew when the kept one is too old. */
    Optional<Secret> kept(String name, Supplier<Optional<Secret>> reader) {
        long now = System.nanoTime();
        Kept known = kept.get(name);
        if (known != null && known.untilNanos - now > 0) {
            return known.secret;
        }
        long before = forgotten.get();
        Optional<Secret> secret = reader.get();
        kept.put(name, new Kept(secret, now + TimeUnit.MILLISECONDS.toNanos(KEEP_MS)));
        if (forgotten.get() != before) {
            // it may have been read before the change that made another thread forget
            kept.remove(name);
        }
        return secret;
    }

    /** Lets the next call read anew; a reading under way is not kept. */
    void forget(String name) {
        forgotten.incrementAndGet();
        kept.remove(name);
    }

    private SecretCipher open(BooleanSupplier anyStored) {
        LocalKeystore keystore = new LocalKeystore(SecretsConfig.read(config));
        if (!keystore.exists()) {
            if (anyStored.getAsBoolean()) {
                throw LocalKeystore.broken(
                        SecretsConfig.KEYSTORE_FILE,
                        "is missing, while the database holds secrets encrypted with it",
                        "restore the keystore and its password file",
                        null);
            }
            keystore.create();
        }
        return new SecretCipher(keystore.open());
    }
}
