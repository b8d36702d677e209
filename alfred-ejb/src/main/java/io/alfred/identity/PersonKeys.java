package io.alfred.identity;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what is personal with a key that each person has for itself: AES-256-GCM, bound to the
 * person's id.
 *
 * <p>Without its key a sealed detail is noise, wherever it was written. The keys are in the
 * database, so a backup of it can open what it holds until that backup is gone.
 */
@Stateless
public class PersonKeys {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    /** Seals a detail with the person's key, made when there is none; gives base64. */
    public String seal(UUID userId, String detail) {
        return seal(keyOf(userId).orElseGet(() -> make(userId)), userId, detail);
    }

    /**
     * Opens what was sealed for a person; empty when the key is destroyed or the text is not one
     * that was sealed with it for this person.
     */
    public Optional<String> open(UUID userId, String sealed) {
        return keyOf(userId).flatMap(key -> open(key, userId, sealed));
    }

    /** Destroys the key. Returns false when there was none. */
    public boolean destroy(UUID userId) {
        try (PreparedStatement statement =
                connection().prepareStatement("DELETE FROM person_key WHERE user_id = ?")) {
            statement.setObject(1, userId);
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new IllegalStateException("the key was not destroyed", e);
        }
    }

    static String seal(byte[] key, UUID userId, String detail) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, key, nonce, userId)
                            .doFinal(detail.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                                    .put(nonce)
                                    .put(sealed)
                                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    static Optional<String> open(byte[] key, UUID userId, String sealed) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(sealed));
            if (bytes.remaining() < NONCE_BYTES) {
                return Optional.empty();
            }
            byte[] nonce = new byte[NONCE_BYTES];
            bytes.get(nonce);
            byte[] rest = new byte[bytes.remaining()];
            bytes.get(rest);
            byte[] detail = cipher(Cipher.DECRYPT_MODE, key, nonce, userId).doFinal(rest);
            return Optional.of(new String(detail, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, UUID userId)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(userId.toString().getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }

    private Optional<byte[]> keyOf(UUID userId) {
        try (PreparedStatement statement =
                connection().prepareStatement("SELECT key FROM person_key WHERE user_id = ?")) {
            statement.setObject(1, userId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the person's key was not read", e);
        }
    }

    private byte[] make(UUID userId) {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        try (PreparedStatement statement =
                connection()
                        .prepareStatement("INSERT INTO person_key (user_id, key) VALUES (?, ?)")) {
            statement.setObject(1, userId);
            statement.setBytes(2, key);
            statement.executeUpdate();
            return key;
        } catch (SQLException e) {
            throw new IllegalStateException("the person's key was not made", e);
        }
    }

    private Connection connection() {
        return entities.unwrap(Connection.class);
    }
}
