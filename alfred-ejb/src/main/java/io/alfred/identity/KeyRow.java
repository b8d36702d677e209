package io.alfred.identity;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/**
 * What the database says of a key and of whom it belongs to.
 *
 * <p>It may be a moment old, so whatever depends on the request or on the time is judged in {@link
 * #admit} anew: the secret and the end of the key.
 *
 * @param caller who calls with it
 * @param secretHash SHA-256 of the whole secret
 * @param state of the key itself: {@code active}, {@code suspended} or {@code revoked}
 * @param holderActive whether its principal, team and org are active
 */
public record KeyRow(
        Caller caller,
        byte[] secretHash,
        String state,
        Optional<Instant> expiresAt,
        boolean holderActive) {

    /**
     * The caller, if this secret opens the key now.
     *
     * @throws AlfredException {@code INVALID_API_KEY}, {@code TOKEN_EXPIRED}, {@code KEY_SUSPENDED}
     */
    Caller admit(String bearerSecret, Instant now) {
        if (!MessageDigest.isEqual(KeySecret.hash(bearerSecret), secretHash)
                || state.equals("revoked")) {
            throw unknownKey();
        }
        if (expiresAt.isPresent() && !expiresAt.get().isAfter(now)) {
            throw new AlfredException(
                    ErrorCode.TOKEN_EXPIRED,
                    "the API key expired at " + expiresAt.get(),
                    "create a new key: alfred key create");
        }
        if (!state.equals("active") || !holderActive) {
            throw new AlfredException(
                    ErrorCode.KEY_SUSPENDED,
                    "the API key, its user, its team or its org is suspended",
                    "ask an administrator of your org");
        }
        return caller;
    }

    /** One message for all causes, so that an answer does not tell whether a prefix exists. */
    static AlfredException unknownKey() {
        return new AlfredException(
                ErrorCode.INVALID_API_KEY,
                "the API key is unknown or revoked",
                "send a key as printed by: alfred key create");
    }
}
