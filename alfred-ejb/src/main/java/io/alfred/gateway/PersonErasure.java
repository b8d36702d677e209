package io.alfred.gateway;

import io.alfred.identity.Caller;
import io.alfred.identity.Directory;
import io.alfred.identity.Erasure;
import io.alfred.identity.UserView;
import io.alfred.ledger.WalletBook;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

import java.util.Optional;
import java.util.UUID;

/**
 * Forgets a person wherever Alfred knows one: identity, keys, wallets. One transaction.
 *
 * <p>Amounts, ids and the audit log stay as they are, so the books balance and the chain verifies.
 */
@Stateless
public class PersonErasure {
    @Inject private Directory directory;
    @Inject private Erasure identity;
    @Inject private WalletBook wallets;

    /**
     * Erases a user; repeating it changes nothing.
     *
     * @param org id or name; needed when the name exists in several
     * @param user id or name
     */
    public UserView erase(Caller actor, Optional<String> org, String user) {
        Erasure.Erased erased = identity.erase(actor, directory.user(actor, org, user).id());
        String pseudonym = erased.user().name();
        if (erased.now()) {
            wallets.rename("user", erased.user().id(), "user:" + pseudonym);
            for (UUID key : erased.keys()) {
                wallets.rename("key", key, "key:" + key);
            }
        }
        return erased.user();
    }
}
