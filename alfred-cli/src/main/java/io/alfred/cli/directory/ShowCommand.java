package io.alfred.cli.directory;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alfred org|team|user show NAME}. */
@Command(name = "show", description = "Shows one, by name or id.")
final class ShowCommand extends ApiCommand {
    @Spec private CommandSpec verb;

    @Parameters(paramLabel = "NAME|ID")
    private String name;

    @Option(
            names = "--org",
            paramLabel = "ORG",
            description = "Its organization, where several have one of that name.")
    private @Nullable String org;

    @Override
    public Integer call() {
        output().object(api().get(Noun.of(verb).path(name).with("org", org)));
        return ExitCode.OK;
    }
}
