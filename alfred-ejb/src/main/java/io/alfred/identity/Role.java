package io.alfred.identity;

import io.alfred.kernel.AlfredException;

import java.util.Locale;

/** What a principal may do on {@code /api}; the key's scopes decide whether it may call at all. */
public enum Role {
    /** Everything, including making other owners. */
    OWNER,
    /** Everything except making owners. */
    ADMIN,
    /** Wallets and ledger, and reading everything. */
    FINOPS,
    /** Reading everything, and exporting the audit log. */
    AUDITOR,
    /** Reading what is its own. */
    MEMBER;

    /** The role as clients see it, such as {@code finops}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a role that a client sent.
     *
     * @throws AlfredException {@code INVALID_REQUEST} naming {@code param}
     */
    public static Role parse(String param, String text) {
        for (Role role : values()) {
            if (role.wireName().equals(text)) {
                return role;
            }
        }
        throw AlfredException.invalid(
                param, param + " is not a role", "use owner, admin, finops, auditor or member");
    }

    /** Owner and admin do everything that their org, or the installation, offers. */
    public boolean administers() {
        return this == OWNER || this == ADMIN;
    }

    /** Whether a caller of this role may give {@code other} to somebody. */
    public boolean mayGrant(Role other) {
        return this == OWNER || (this == ADMIN && other != OWNER);
    }
}
