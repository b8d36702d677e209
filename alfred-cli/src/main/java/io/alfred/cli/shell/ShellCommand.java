package io.alfred.cli.shell;

import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.GlobalOptions;

import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code alfred shell}: commands without typing alfred, with history and completion. */
@Command(
        name = "shell",
        description = "Runs commands one after the other; reads them from stdin if that is a file.")
public final class ShellCommand implements Callable<Integer> {
    private static final Set<String> LEAVE = Set.of("exit", "quit");

    @Mixin private GlobalOptions globals;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        CommandLine root = spec.root().commandLine();
        List<String> inherited = inherited();
        return globals.prompt().isPresent() ? converse(root, inherited) : script(root, inherited);
    }

    /** What was given to the shell holds for every command in it. */
    private List<String> inherited() {
        List<String> options = new ArrayList<>();
        options.addAll(List.of("--data", globals.dataDir().root().toString()));
        globals.profile().ifPresent(name -> options.addAll(List.of("--profile", name)));
        options.addAll(List.of("--output", globals.format().name().toLowerCase(Locale.ROOT)));
        return options;
    }

    private static int converse(CommandLine root, List<String> inherited) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().name("alfred").build()) {
            LineReader reader =
                    LineReaderBuilder.builder()
                            .terminal(terminal)
                            .completer(new CommandCompleter(root.getCommandSpec()))
                            .build();
            Thread self = Thread.currentThread();
            terminal.handle(Terminal.Signal.INT, signal -> self.interrupt());
            while (true) {
                try {
                    reader.readLine("alfred> ");
                } catch (UserInterruptException e) {
                    continue;
                } catch (EndOfFileException e) {
                    return ExitCode.OK;
                }
                List<String> words = reader.getParsedLine().words();
                if (leaves(words)) {
                    return ExitCode.OK;
                }
                run(root, inherited, words);
            }
        }
    }

    /** Stops at the first command that fails, with its exit code. */
    private int script(CommandLine root, List<String> inherited) throws IOException {
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                globals.environment().stdin(), StandardCharsets.UTF_8));
        DefaultParser parser = new DefaultParser();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            List<String> words = parser.parse(line, line.length()).words();
            if (leaves(words)) {
                return ExitCode.OK;
            }
            int exitCode = run(root, inherited, words);
            if (exitCode != ExitCode.OK) {
                return exitCode;
            }
        }
        return ExitCode.OK;
    }

    private static boolean leaves(List<String> words) {
        return !words.isEmpty() && LEAVE.contains(words.getFirst());
    }

    private static int run(CommandLine root, List<String> inherited, List<String> words) {
        List<String> args = words.stream().filter(word -> !word.isBlank()).toList();
        if (args.isEmpty() || args.getFirst().startsWith("#")) {
            return ExitCode.OK;
        }
        if (args.getFirst().equals("shell")) {
            root.getErr().println("alfred: this is the shell already");
            root.getErr().flush();
            return ExitCode.USAGE;
        }
        List<String> all = new ArrayList<>(inherited);
        all.addAll(args);
        int exitCode = root.execute(all.toArray(String[]::new));
        if (Thread.interrupted()) {
            return ExitCode.INTERRUPTED;
        }
        return exitCode;
    }
}
