package io.alfred.ledger;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A past call, as far as the books know it.
 *
 * @param links as its caller said
 * @param outputLimit where its wallet lowered it
 * @param tokens empty until it is settled, and where an operator said what it cost
 * @param reason why it was released, or what an operator said
 */
public record CallView(
        LedgerReader.HoldView hold,
        CallLinks links,
        OptionalLong outputLimit,
        Optional<Tokens> tokens,
        Optional<String> reason) {

    /**
     * What was charged for.
     *
     * @param audioPrompt the part of {@code prompt} that is sound
     * @param audioCompletion the part of {@code completion} that is sound
     * @param tier the service tier that was charged, where it is not the standard one
     * @param estimated whether Alfred counted, as the provider reported nothing
     */
    public record Tokens(
            long prompt,
            long completion,
            long audioPrompt,
            long audioCompletion,
            Optional<String> tier,
            boolean estimated) {
        /** Without any sound, in the standard tier. */
        public Tokens(long prompt, long completion, boolean estimated) {
            this(prompt, completion, 0, 0, Optional.empty(), estimated);
        }
    }
}
