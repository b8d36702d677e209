package io.alfred.web;

import io.alfred.identity.Caller;
import io.alfred.identity.Role;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** Decides whether a caller may call a method under {@code /api}. */
final class AccessRule {
    private AccessRule() {}

    /**
     * Passes or throws.
     *
     * @param allowed the method's annotation; null: owner and admin only
     * @throws AlfredException {@code ROLE_REQUIRED}
     */
    static void require(Caller caller, @Nullable Allowed allowed) {
        if (!caller.scopeApi()) {
            throw refused("this key has no scope api", "send a key with scope api");
        }
        Role role = caller.role();
        boolean permitted =
                role.administers()
                        || (allowed != null && Arrays.asList(allowed.value()).contains(role));
        if (!permitted) {
            throw refused("role " + role.wireName() + " may not do this", "ask an owner or admin");
        }
        if (allowed != null && allowed.installationOnly() && !caller.isInstallation()) {
            throw refused(
                    "this concerns the whole installation, not one org",
                    "send the admin token of the installation");
        }
    }

    private static AlfredException refused(String message, String fix) {
        return new AlfredException(ErrorCode.ROLE_REQUIRED, message, fix);
    }
}
