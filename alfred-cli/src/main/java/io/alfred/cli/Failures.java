package io.alfred.cli;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.GlobalOptions;
import io.alfred.cli.core.Terminals;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** Turns every failure into one sentence on stderr and an exit code; a stack trace only with -v. */
final class Failures {
    private Failures() {}

    /** What was typed does not parse. */
    static int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        if (isGroupAlone(e)) {
            command.usage(err);
            return ExitCode.USAGE;
        }
        StringBuilder sentence = new StringBuilder(String.valueOf(e.getMessage()));
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                sentence.append(" (did you mean ")
                        .append(String.join(", ", suggestions))
                        .append("?)");
            }
        }
        sentence.append("; see ")
                .append(command.getCommandSpec().qualifiedName())
                .append(" --help");
        print(command, sentence.toString());
        return ExitCode.USAGE;
    }

    /** The command ran into something. */
    static int failure(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof CliException failure) {
            print(command, failure.sentence());
            trace(command, e);
            return failure.exitCode();
        }
        if (e instanceof InterruptedException) {
            print(command, "interrupted");
            return ExitCode.INTERRUPTED;
        }
        print(
                command,
                "internal error ("
                        + e.getClass().getSimpleName()
                        + "): run again with -v and report what it prints");
        trace(command, e);
        return ExitCode.FAILURE;
    }

    private static boolean isGroupAlone(ParameterException e) {
        // picocli has no type of its own for it
        return String.valueOf(e.getMessage()).startsWith("Missing required subcommand");
    }

    private static void print(CommandLine command, String sentence) {
        String safe = Terminals.printable(Terminals.withoutKeys(sentence)).replace('\n', ' ');
        command.getErr().println(command.getColorScheme().errorText("alfred: " + safe));
        command.getErr().flush();
    }

    private static void trace(CommandLine command, Exception e) {
        if (verbose(command.getCommandSpec())) {
            StringWriter text = new StringWriter();
            e.printStackTrace(new PrintWriter(text, true));
            command.getErr().print(Terminals.withoutKeys(text.toString()));
            command.getErr().flush();
        }
    }

    private static boolean verbose(CommandSpec command) {
        return command.mixins().values().stream()
                .map(CommandSpec::userObject)
                .anyMatch(mixin -> mixin instanceof GlobalOptions options && options.verbose());
    }
}
