package io.alfred.catalog;

import io.alfred.kernel.Credits;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * An operator's price for a model; it adds the model when the catalogue does not know it.
 *
 * <p>Units: credits per 1,000,000 tokens; {@code perCall} in credits.
 *
 * @param kind absent: as the catalogue says, else chat
 * @param input absent: not billed by tokens; required for chat and embeddings
 * @param cachedRead absent: as {@code input}
 * @param cachedWrite absent: as {@code input}
 * @param output as {@code input}; not required for embeddings
 * @param audio what sound in chats costs
 * @param contextTokens absent: as the catalogue says; required for a chat or embedding model that
 *     it does not know
 * @param maxOutputTokens as {@code contextTokens}
 * @param upstreamModel absent: as before, else the model's own name
 */
public record PriceChange(
        Optional<ModelKind> kind,
        Optional<Credits> input,
        Optional<Credits> cachedRead,
        Optional<Credits> cachedWrite,
        Optional<Credits> output,
        Credits perCall,
        Units units,
        Audio audio,
        OptionalLong contextTokens,
        OptionalLong maxOutputTokens,
        Optional<String> upstreamModel) {

    /** A price that does not tell what sound costs. */
    public PriceChange(
            Optional<ModelKind> kind,
            Optional<Credits> input,
            Optional<Credits> cachedRead,
            Optional<Credits> cachedWrite,
            Optional<Credits> output,
            Credits perCall,
            Units units,
            OptionalLong contextTokens,
            OptionalLong maxOutputTokens,
            Optional<String> upstreamModel) {
        this(
                kind,
                input,
                cachedRead,
                cachedWrite,
                output,
                perCall,
                units,
                Audio.NONE,
                contextTokens,
                maxOutputTokens,
                upstreamModel);
    }

    /** Tokens of sound in chats; absent: unknown, so that no chat may have any. */
    public record Audio(Optional<Credits> input, Optional<Credits> output) {
        public static final Audio NONE = new Audio(Optional.empty(), Optional.empty());
    }

    /**
     * What is billed by other units: credits per image, per 1,000,000 characters and per minute.
     */
    public record Units(
            Optional<Credits> perImage,
            Optional<Credits> perMillionCharacters,
            Optional<Credits> perMinute) {
        public static final Units NONE =
                new Units(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
