package io.alfred.cli.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alfred team create}. */
@Command(name = "create", description = "Creates a team.")
final class TeamCreateCommand extends ApiCommand {
    @Parameters(paramLabel = "NAME")
    private String name;

    @Option(names = "--org", paramLabel = "ORG", required = true, description = "Its organization.")
    private String org;

    @Override
    public Integer call() {
        ObjectNode body = Json.object().put("name", name).put("org", org);
        output().object(api().post(Noun.TEAM.path(), body));
        return ExitCode.OK;
    }
}
