package io.alfred.cli.verify;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the log was found broken.
 *
 * @param chain the chain, unless it is about the export or the checkpoints as such
 * @param seq the first row that is not as it was written
 * @param checkpoint the checkpoint that shows it, if one does
 */
public record Broken(
        Optional<String> chain, OptionalLong seq, OptionalLong checkpoint, String what) {
    static Broken row(String chain, long seq, String what) {
        return new Broken(Optional.of(chain), OptionalLong.of(seq), OptionalLong.empty(), what);
    }

    static Broken row(String chain, long seq, long checkpoint, String what) {
        return new Broken(
                Optional.of(chain), OptionalLong.of(seq), OptionalLong.of(checkpoint), what);
    }

    static Broken checkpoint(long number, String what) {
        return new Broken(Optional.empty(), OptionalLong.empty(), OptionalLong.of(number), what);
    }

    static Broken export(String what) {
        return new Broken(Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), what);
    }

    BrokenException thrown() {
        return new BrokenException(this);
    }
}
