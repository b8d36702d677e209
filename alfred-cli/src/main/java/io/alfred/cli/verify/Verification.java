package io.alfred.cli.verify;

import java.util.List;
import java.util.Optional;

/**
 * What a verification found.
 *
 * @param rows verified, up to the first broken one
 * @param chains whose end was reached
 * @param checkpoints verified
 * @param signaturesChecked false where no key was given
 * @param notes what a reader should know besides
 */
public record Verification(
        long rows,
        List<ChainEnd> chains,
        long checkpoints,
        boolean signaturesChecked,
        Optional<Broken> firstBroken,
        List<String> notes) {
    public boolean ok() {
        return firstBroken.isEmpty();
    }
}
