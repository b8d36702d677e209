package io.alfred.cli.ledger;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;

/** {@code alfred ledger check}: exit code 6 if the books do not balance. */
@Command(name = "check", description = "Checks that the books balance.")
final class LedgerCheckCommand extends ApiCommand {
    @Override
    public Integer call() {
        JsonNode result = api().getPatiently(ApiPath.of("api", "ledger", "check"));
        output().object(result);
        if (result.path("ok").asBoolean()) {
            return ExitCode.OK;
        }
        JsonNode first = result.path("violations").path(0);
        output().talk(
                        "the books do not balance: "
                                + first.path("rule").asText()
                                + " at "
                                + first.path("subject").asText()
                                + ": "
                                + first.path("detail").asText());
        return ExitCode.INTEGRITY;
    }
}
