package io.alfred.cli.verify;

import java.util.List;
import java.util.Optional;

/**
 * What a verification found.
 *
 * @param rows verified, up to the first broken one
 * @param chains whose end was reached
 * @param retired rows before these exports that were not given
 * @param checkpoints verified
 * @param signaturesChecked false where no key was given
 * @param goesOnWith the month from which on rows are elsewhere; empty if this was the whole log
 * @param notes what a reader should know besides
 */
public record Verification(
        long rows,
        List<ChainEnd> chains,
        List<Retired> retired,
        long checkpoints,
        boolean signaturesChecked,
        Optional<Broken> firstBroken,
        Optional<String> goesOnWith,
        List<String> notes) {
    /**
     * A chain whose first rows are in another file.
     *
     * @param seq the last of them
     * @param exportSha256 of the file that holds the newest of them
     */
    public record Retired(String chain, long seq, String exportSha256) {}

    public boolean ok() {
        return firstBroken.isEmpty();
    }
}
