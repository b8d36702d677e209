package io.alfred.cli.profile;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.GlobalOptions;
import io.alfred.cli.core.Prompt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a key or token from a file, stdin or a prompt without echo; never from an argument. */
public final class SecretInput {
    /** Bytes, line end included. */
    static final int SECRET_MAX_BYTES = 16 << 10;

    private SecretInput() {}

    /**
     * Reads the secret.
     *
     * @param source a file, or {@code -} for stdin, or the prompt where stdin is a terminal
     */
    public static String read(String source, String question, GlobalOptions globals) {
        if (!source.equals("-")) {
            return fromFile(Path.of(source));
        }
        Optional<Prompt> prompt = globals.prompt();
        if (prompt.isPresent()) {
            return checked(prompt.get().secret(question + ": ").orElse(""), "what was typed");
        }
        try {
            return from(globals.environment().stdin(), "stdin");
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILURE, "cannot read stdin", "", e);
        }
    }

    private static String fromFile(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return from(in, file.toString());
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "cannot read " + file,
                    "name a file that holds the key and nothing else, or - for stdin",
                    e);
        }
    }

    private static String from(InputStream in, String source) throws IOException {
        byte[] bytes = in.readNBytes(SECRET_MAX_BYTES + 1);
        if (bytes.length > SECRET_MAX_BYTES) {
            throw unusable(source, "is longer than " + SECRET_MAX_BYTES + " bytes");
        }
        return checked(new String(bytes, StandardCharsets.UTF_8), source);
    }

    private static String checked(String text, String source) {
        String secret = text.strip();
        if (secret.isEmpty()) {
            throw unusable(source, "is empty");
        }
        if (secret.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw unusable(source, "holds more than one word of plain ASCII");
        }
        return secret;
    }

    private static CliException unusable(String source, String why) {
        return new CliException(
                ExitCode.USAGE, source + " " + why, "give the key alone, on one line");
    }
}
