package io.alfred.catalog;

import java.net.URI;

/**
 * A provider that the operator set up, or the sandbox.
 *
 * @param baseUrl without a slash at its end; paths such as {@code /chat/completions} follow it
 * @param protocol what its answers are read as; the sandbox answers in each
 * @param auth how it is told who calls
 * @param active false while the operator has it disabled
 * @param builtin true when Alfred ships facts about it
 */
public record ProviderSettings(
        String name,
        URI baseUrl,
        Protocol protocol,
        ProviderAuth auth,
        boolean active,
        boolean builtin) {
    /** A provider that is told who calls as is usual for its protocol. */
    public ProviderSettings(
            String name, URI baseUrl, Protocol protocol, boolean active, boolean builtin) {
        this(name, baseUrl, protocol, protocol.usualAuth(), active, builtin);
    }
}
