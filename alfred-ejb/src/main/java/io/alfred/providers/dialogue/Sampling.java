package io.alfred.providers.dialogue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the next token is chosen, and how many there may be.
 *
 * <p>What the client left out is empty, so that the provider's own default applies.
 *
 * @param maxOutputTokens the bound that the hold was made for; present for every call that is sent
 * @param temperature 0 to 2 in OpenAI's scale, which Google and Cohere share
 * @param stop texts that end the answer
 */
public record Sampling(
        OptionalLong maxOutputTokens,
        Optional<BigDecimal> temperature,
        Optional<BigDecimal> topP,
        OptionalLong topK,
        Optional<BigDecimal> frequencyPenalty,
        Optional<BigDecimal> presencePenalty,
        OptionalLong seed,
        List<String> stop) {
    /** Everything as the provider has it. */
    public static final Sampling DEFAULT =
            new Sampling(
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    List.of());

    public Sampling {
        stop = List.copyOf(stop);
    }
}
