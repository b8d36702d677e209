package io.alfred.cli.directory;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code alfred org create}. */
@Command(name = "create", description = "Creates an organization.")
final class OrgCreateCommand extends ApiCommand {
    @Parameters(paramLabel = "NAME")
    private String name;

    @Override
    public Integer call() {
        output().object(api().post(Noun.ORG.path(), Json.object().put("name", name)));
        return ExitCode.OK;
    }
}
