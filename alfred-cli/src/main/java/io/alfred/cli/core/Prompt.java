package io.alfred.cli.core;

import java.io.Console;
import java.util.Optional;

/** Asks the person at the terminal; answers empty at end of input. */
public interface Prompt {
    /** Asks for a line of text. */
    Optional<String> line(String question);

    /** Asks without echo. */
    Optional<String> secret(String question);

    /**
     * The process's terminal, if stdin and stdout are one.
     *
     * <p>Why the property: since 22 the JDK otherwise hands out a console even where both are
     * files.
     */
    @SuppressWarnings("SystemConsoleNull")
    static Optional<Prompt> ofTerminal() {
        System.setProperty("jdk.console", "java.base");
        Console console = System.console();
        return console == null ? Optional.empty() : Optional.of(new Terminal(console));
    }

    /** The JDK's console. */
    record Terminal(Console console) implements Prompt {
        @Override
        public Optional<String> line(String question) {
            return Optional.ofNullable(console.readLine("%s", question));
        }

        @Override
        public Optional<String> secret(String question) {
            char[] typed = console.readPassword("%s", question);
            return typed == null ? Optional.empty() : Optional.of(new String(typed));
        }
    }
}
