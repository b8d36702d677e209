package io.alfred.cli.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alfred org set NAME}. */
@Command(
        name = "set",
        description = "Changes what holds for all calls of an organization.",
        footer = {"%nExample:", "  alfred org set acme --default-max-output-tokens 4096"})
final class OrgSetCommand extends ApiCommand {
    private static final String NONE = "none";

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NAME|ID")
    private String name;

    @Option(
            names = "--default-max-output-tokens",
            paramLabel = "TOKENS|none",
            required = true,
            description =
                    "Bounds calls that name no limit, and is sent along; none for the model's own"
                            + " maximum.")
    private String tokens;

    @Override
    public Integer call() {
        ObjectNode body = Json.object();
        if (tokens.equals(NONE)) {
            body.putNull("max_output_tokens");
        } else {
            body.put("max_output_tokens", number());
        }
        output().object(api().put(ApiPath.of("api", "orgs", name, "output-default"), body));
        return ExitCode.OK;
    }

    private long number() {
        try {
            return Long.parseLong(tokens);
        } catch (NumberFormatException e) {
            throw new ParameterException(
                    spec.commandLine(), "not a number of tokens, nor " + NONE, e);
        }
    }
}
