package io.alfred.secrets;

import io.alfred.kernel.AlfredException;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps provider credentials, encrypted, under names such as {@code provider/openai}.
 *
 * <p>It works in the caller's transaction, so that a secret and what refers to it change together;
 * the caller audits. Errors: {@code INTERNAL_ERROR} when the keystore cannot be opened, naming the
 * setting.
 */
@Stateless
public class SecretStore {
    /** The longest secret, characters; service account files are the largest known ones. */
    public static final int VALUE_CHARS_MAX = 16_384;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._/-]{0,199}");

    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    @Resource private TransactionSynchronizationRegistry transactions;

    @Inject private SecretVault vault;

    /** Stores the value, in place of an earlier one. */
    public void put(String name, String value) {
        requireName(name);
        if (value.isBlank() || value.length() > VALUE_CHARS_MAX) {
            throw AlfredException.invalid(
                    "value",
                    "the secret has " + value.length() + " characters",
                    "use 1 to " + VALUE_CHARS_MAX + " characters, not only spaces");
        }
        byte[] ciphertext = cipher().encrypt(name, value);
        entities.createNativeQuery(
                        "INSERT INTO secret (name, ciphertext) VALUES (?, ?) ON CONFLICT (name) DO"
                            + " UPDATE SET ciphertext = excluded.ciphertext, updated_at = now()")
                .setParameter(1, name)
                .setParameter(2, ciphertext)
                .executeUpdate();
        forget(name);
    }

    /**
     * The value of a name, as every call to a provider needs it.
     *
     * <p>Kept in memory for up to {@value SecretVault#KEEP_MS} ms, so a change made on another node
     * shows after that time.
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<Secret> get(String name) {
        requireName(name);
        return vault.kept(name, () -> read(name));
    }

    private Optional<Secret> read(String name) {
        List<?> rows =
                entities.createNativeQuery("SELECT ciphertext FROM secret WHERE name = ?")
                        .setParameter(1, name)
                        .getResultList();
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(cipher().decrypt(name, (byte[]) rows.get(0)));
    }

    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public boolean has(String name) {
        return !entities.createNativeQuery("SELECT 1 FROM secret WHERE name = ?")
                .setParameter(1, requireName(name))
                .getResultList()
                .isEmpty();
    }

    /** Forgets the value, if there is one. */
    public void delete(String name) {
        entities.createNativeQuery("DELETE FROM secret WHERE name = ?")
                .setParameter(1, requireName(name))
                .executeUpdate();
        forget(name);
    }

    /** Now, and at the end of the transaction: until then others read what was there before. */
    private void forget(String name) {
        vault.forget(name);
        transactions.registerInterposedSynchronization(
                new Synchronization() {
                    @Override
                    public void beforeCompletion() {}

                    @Override
                    public void afterCompletion(int status) {
                        vault.forget(name);
                    }
                });
    }

    private SecretCipher cipher() {
        return vault.cipher(
                () ->
                        !entities.createNativeQuery("SELECT 1 FROM secret LIMIT 1")
                                .getResultList()
                                .isEmpty());
    }

    private static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name of a secret: " + name);
        }
        return name;
    }
}
