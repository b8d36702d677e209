package io.alfred.catalog;

import java.net.URI;

/**
 * A provider that the operator set up, or the sandbox.
 *
 * @param baseUrl without a slash at its end; paths such as {@code /chat/completions} follow it
 * @param protocol what its answers are read as; the sandbox answers in each
 * @param active false while the operator has it disabled
 * @param builtin true when Alfred ships facts about it
 */
public record ProviderSettings(
        String name, URI baseUrl, Protocol protocol, boolean active, boolean builtin) {}
