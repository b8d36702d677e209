package io.alfred.cli.core;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command finds around it: variables, home, stdin and, if there is one, the terminal.
 *
 * <p>Why: commands read it from here only, so that tests run them in one process.
 */
public record Environment(
        Map<String, String> variables, Path home, InputStream stdin, Optional<Prompt> terminal) {
    public Environment {
        variables = Map.copyOf(variables);
    }

    /** The process's own. */
    public static Environment ofProcess() {
        return new Environment(
                System.getenv(),
                Path.of(System.getProperty("user.home", ".")),
                System.in,
                Prompt.ofTerminal());
    }

    /** A variable that is set and not empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }
}
