package io.alfred.cli.serve.postgres;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;

import java.io.IOException;
import java.nio.file.Path;

/** The sentences of this package that several classes need. */
final class Troubles {
    private Troubles() {}

    static CliException unreadable(Path file, IOException cause) {
        return new CliException(
                ExitCode.FAILURE,
                "cannot read " + file,
                "run as the user that owns it, or choose another --data",
                cause);
    }

    static CliException unwritable(Path file, IOException cause) {
        return new CliException(
                ExitCode.FAILURE,
                "cannot write " + file,
                "make its folder writable, or choose another --data",
                cause);
    }
}
