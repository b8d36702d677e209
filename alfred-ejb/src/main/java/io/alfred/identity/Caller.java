package io.alfred.identity;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Who makes the request, as its key says.
 *
 * @param principalId the user, service account or installation operator
 * @param kind {@code user}, {@code service} or {@code installation}
 * @param orgId empty for the installation's operator, who acts on every org
 * @param userId present for a user
 * @param teamId the user's team; empty for others and for a user without one
 * @param walletId the wallet that calls with this key debit; empty for a key that cannot call
 *     {@code /v1}
 * @param scopeV1 may call {@code /v1}
 * @param scopeApi may call {@code /api}
 * @param defaultMaxOutputTokens the org's bound for calls that name no limit
 */
public record Caller(
        UUID principalId,
        String kind,
        Role role,
        Optional<UUID> orgId,
        UUID keyId,
        Optional<UUID> userId,
        Optional<UUID> teamId,
        Optional<UUID> walletId,
        boolean scopeV1,
        boolean scopeApi,
        OptionalLong defaultMaxOutputTokens) {

    /** A caller of an org that bounds nothing. */
    public Caller(
            UUID principalId,
            String kind,
            Role role,
            Optional<UUID> orgId,
            UUID keyId,
            Optional<UUID> userId,
            Optional<UUID> teamId,
            Optional<UUID> walletId,
            boolean scopeV1,
            boolean scopeApi) {
        this(
                principalId,
                kind,
                role,
                orgId,
                keyId,
                userId,
                teamId,
                walletId,
                scopeV1,
                scopeApi,
                OptionalLong.empty());
    }

    /** Whether the caller acts for the installation rather than for one org. */
    public boolean isInstallation() {
        return orgId.isEmpty();
    }

    /** Whether objects of this org are visible to the caller at all. */
    public boolean sees(UUID org) {
        return orgId.isEmpty() || orgId.get().equals(org);
    }

    /**
     * Refuses an object of another org as if it did not exist.
     *
     * @param what the object for the message, such as {@code wallet "user:ana"}
     * @throws AlfredException {@code NOT_FOUND}
     */
    public void requireOrg(UUID org, String what) {
        if (!sees(org)) {
            throw new AlfredException(
                    ErrorCode.NOT_FOUND, what + " does not exist", "check the name or the id");
        }
    }
}
