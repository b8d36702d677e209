package io.alfred.cli.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alfred user create}. */
@Command(name = "create", description = "Creates a user.")
final class UserCreateCommand extends ApiCommand {
    @Parameters(paramLabel = "NAME")
    private String name;

    @Option(names = "--org", paramLabel = "ORG", required = true, description = "The organization.")
    private String org;

    @Option(names = "--team", paramLabel = "TEAM", description = "The team.")
    private @Nullable String team;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "owner, admin, finops, auditor or member (default: member).")
    private @Nullable String role;

    @Override
    public Integer call() {
        ObjectNode body = Json.object().put("name", name).put("org", org);
        if (team != null) {
            body.put("team", team);
        }
        if (role != null) {
            body.put("role", role);
        }
        output().object(api().post(Noun.USER.path(), body));
        return ExitCode.OK;
    }
}
