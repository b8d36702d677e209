package io.alfred.cli.shell;

import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.GlobalOptions;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code alfred completion}: a script for the shell to read. */
@Command(
        name = "completion",
        description = "Prints the completion script for a shell.",
        footer = {"%nExample, in ~/.bashrc or ~/.zshrc:", "  source <(alfred completion bash)"})
public final class CompletionCommand implements Callable<Integer> {
    /** What picocli's script, which loads bash completion under zsh itself, works in. */
    enum Shell {
        BASH,
        ZSH
    }

    @Mixin private GlobalOptions globals;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private Shell shell;

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        globals.output().detail("completion for " + shell);
        globals.output().text(AutoComplete.bash(root.getCommandName(), root));
        return ExitCode.OK;
    }
}
