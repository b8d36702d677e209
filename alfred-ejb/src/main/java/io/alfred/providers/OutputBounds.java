package io.alfred.providers;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.Protocol;
import io.alfred.catalog.ProviderSettings;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.ResponsesOnly;
import io.alfred.providers.wires.responses.ResponsesWire;

/** How providers call the bound of an output, and what bounds they take. */
final class OutputBounds {
    private OutputBounds() {}

    /** The lowest output bound that a provider takes of a call; 1 where it takes any. */
    static long leastOutput(Endpoint endpoint, ProviderSettings provider, Model model) {
        boolean asked =
                Translations.needed(endpoint, provider, model)
                        ? ResponsesOnly.is(provider.name(), model.upstreamName())
                        : endpoint == Endpoint.RESPONSES && !model.sandbox();
        return asked && provider.protocol() == Protocol.OPENAI
                ? ResponsesWire.OUTPUT_TOKENS_MIN
                : 1;
    }

    /** The field that a chat's output bound goes into, when Alfred sends one along. */
    static String outputField(ProviderSettings provider) {
        return provider.protocol() == Protocol.OPENAI
                ? Quirks.of(provider.name()).outputField().field()
                : Quirks.OutputField.MAX_COMPLETION_TOKENS.field();
    }

    /**
     * Providers of the catalogue, and servers under the name of what they run, that were not seen
     * to know both names; one that an operator added gets what its client sent.
     */
    static boolean knowsOneLimit(ProviderSettings provider) {
        return provider.protocol() == Protocol.OPENAI
                && (provider.builtin() || Quirks.known(provider.name()))
                && Quirks.of(provider.name()).outputField() == Quirks.OutputField.MAX_TOKENS;
    }
}
