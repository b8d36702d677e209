package io.alfred.catalog;

import io.alfred.kernel.Credits;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * An operator's price for a model; it adds the model when the catalogue does not know it.
 *
 * <p>Units: credits per 1,000,000 tokens; {@code perCall} in credits.
 *
 * @param cachedRead absent: as {@code input}
 * @param cachedWrite absent: as {@code input}
 * @param contextTokens absent: as the catalogue says; required for a model it does not know
 * @param maxOutputTokens as {@code contextTokens}
 * @param upstreamModel absent: as before, else the model's own name
 */
public record PriceChange(
        Credits input,
        Optional<Credits> cachedRead,
        Optional<Credits> cachedWrite,
        Credits output,
        Credits perCall,
        OptionalLong contextTokens,
        OptionalLong maxOutputTokens,
        Optional<String> upstreamModel) {}
