package io.alfred.providers;

import io.alfred.catalog.ProviderSettings;
import io.alfred.secrets.Secret;

import jakarta.enterprise.context.ApplicationScoped;

import java.util.Optional;

/** Sends calls to providers. */
@ApplicationScoped
public class Providers {
    /** Sends one call and returns the whole answer, or the stream once its head is there. */
    public ProviderReply chat(ProviderCall call) throws UpstreamException {
        throw new UnsupportedOperationException(call.txId().toString());
    }

    /** Asks a provider for its models with the key. */
    public ProviderProbe test(ProviderSettings provider, Optional<Secret> key) {
        throw new UnsupportedOperationException(provider.name() + key);
    }
}
