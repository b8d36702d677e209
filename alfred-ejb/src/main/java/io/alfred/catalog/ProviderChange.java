package io.alfred.catalog;

import java.util.Optional;

/**
 * A change of a provider. What is absent stays as it was; for a new one the shipped facts apply,
 * else OpenAI's protocol, and it is active.
 */
public record ProviderChange(
        Optional<String> baseUrl,
        Optional<Protocol> protocol,
        Optional<ProviderAuth> auth,
        Optional<Boolean> active) {
    /** A change that leaves it to the protocol how the provider is told who calls. */
    public ProviderChange(
            Optional<String> baseUrl, Optional<Protocol> protocol, Optional<Boolean> active) {
        this(baseUrl, protocol, Optional.empty(), active);
    }
}
