package io.alfred.cli.bench;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;

/** The numbers that an option takes. */
public final class OptionRange {
    private OptionRange() {}

    /**
     * Refuses a value out of range.
     *
     * @param option its name, such as {@code --rounds}
     * @throws CliException a usage error that names the option and the range
     */
    public static void require(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new CliException(
                    ExitCode.USAGE,
                    option + ": " + value + " is out of range",
                    "use a number from " + min + " to " + max);
        }
    }
}
