package io.alfred.cli.key;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.command.Confirmation;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code alfred key revoke}. */
@Command(name = "revoke", description = "Revokes a key for good.")
final class KeyRevokeCommand extends ApiCommand {
    @Parameters(paramLabel = "ID")
    private String id;

    @Override
    public Integer call() {
        Confirmation.require("Revoke the key " + id + " for good?", globals());
        output().object(api().post(ApiPath.of("api", "keys", id, "revoke"), Json.object()));
        return ExitCode.OK;
    }
}
