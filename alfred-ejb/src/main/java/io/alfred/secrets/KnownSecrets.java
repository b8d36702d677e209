package io.alfred.secrets;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.util.Optional;

/**
 * Provider credentials as calls need them: those of a moment ago without a call through the
 * container, which costs more than the rest of what is done here.
 */
@ApplicationScoped
public class KnownSecrets {
    @Inject private SecretVault vault;
    @Inject private SecretStore store;

    /** As {@link SecretStore#get}. */
    public Optional<Secret> get(String name) {
        return vault.kept(name, () -> store.get(name));
    }
}
