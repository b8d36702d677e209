package io.alfred.cli;

import io.alfred.cli.core.Environment;
import io.alfred.cli.core.Prompt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs {@code alfred} in this process, with a data directory of its own. */
final class Cli {
    static final String TOKEN = "sk-alf-adminadm-0000000000000000000000000000000000000000001";

    private final Path data;
    private String stdin = "";
    private Optional<Prompt> terminal = Optional.empty();

    private Cli(Path data) {
        this.data = data;
    }

    /** Signed in as the installation at the server. */
    static Cli at(FakeServer server, Path data) throws IOException {
        Files.writeString(data.resolve("endpoint.json"), "{\"url\":\"" + server.url() + "\"}");
        Files.writeString(data.resolve("admin.token"), TOKEN + "\n");
        return new Cli(data);
    }

    /** With an empty data directory. */
    static Cli in(Path data) {
        return new Cli(data);
    }

    Cli stdin(String text) {
        this.stdin = text;
        return this;
    }

    /** On a terminal where someone types these answers. */
    Cli typing(String... answers) {
        terminal = Optional.of(new Script(new ArrayDeque<>(List.of(answers))));
        return this;
    }

    Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Environment environment =
                new Environment(
                        Map.of("ALFRED_DATA", data.toString(), "NO_COLOR", "1"),
                        data.resolve("home"),
                        new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                        terminal);
        int exitCode =
                AlfredCommand.commandLine(environment, new PrintWriter(out), new PrintWriter(err))
                        .execute(args);
        return new Result(exitCode, out.toString(), err.toString());
    }

    record Result(int exitCode, String out, String err) {}

    private record Script(Deque<String> answers) implements Prompt {
        @Override
        public Optional<String> line(String question) {
            return Optional.ofNullable(answers.poll());
        }

        @Override
        public Optional<String> secret(String question) {
            return Optional.ofNullable(answers.poll());
        }
    }
}
