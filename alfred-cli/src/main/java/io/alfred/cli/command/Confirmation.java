package io.alfred.cli.command;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.GlobalOptions;
import io.alfred.cli.core.Prompt;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Asks before something that cannot be undone; where nobody can be asked, the command is the yes.
 */
public final class Confirmation {
    private static final Set<String> YES = Set.of("y", "yes");

    private Confirmation() {}

    /** Ends the command unless the answer is yes. */
    public static void require(String question, GlobalOptions globals) {
        Optional<Prompt> prompt = globals.yes() ? Optional.empty() : globals.prompt();
        if (prompt.isEmpty()) {
            return;
        }
        String answer = prompt.get().line(question + " [y/N] ").orElse("");
        if (!YES.contains(answer.strip().toLowerCase(Locale.ROOT))) {
            throw new CliException(ExitCode.FAILURE, "nothing was changed", "");
        }
    }
}
