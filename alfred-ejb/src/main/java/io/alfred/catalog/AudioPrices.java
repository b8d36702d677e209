package io.alfred.catalog;

import java.util.OptionalLong;

/**
 * What the tokens of sound in a chat cost, where that has been told.
 *
 * <p>Units: nano-credits per 1,000,000 tokens. Why absent and not as text: sound can cost many
 * times as much, so a call with sound that nobody has priced is refused.
 *
 * @param input prompt tokens of sound that no cache was involved in
 * @param cachedRead prompt tokens of sound that the provider read from its cache; as cached text
 *     where it is absent
 * @param output output tokens of sound
 */
public record AudioPrices(OptionalLong input, OptionalLong cachedRead, OptionalLong output) {
    public static final AudioPrices NONE =
            new AudioPrices(OptionalLong.empty(), OptionalLong.empty());

    public AudioPrices {
        if (input.orElse(0) < 0 || cachedRead.orElse(0) < 0 || output.orElse(0) < 0) {
            throw new IllegalArgumentException("a price is negative");
        }
    }

    /** Prices that do not tell what cached sound costs. */
    public AudioPrices(OptionalLong input, OptionalLong output) {
        this(input, OptionalLong.empty(), output);
    }

    /** Sound that costs nothing. */
    static AudioPrices free() {
        return new AudioPrices(OptionalLong.of(0), OptionalLong.of(0));
    }
}
