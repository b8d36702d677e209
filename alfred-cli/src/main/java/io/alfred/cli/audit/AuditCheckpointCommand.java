package io.alfred.cli.audit;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;

/** {@code alfred audit checkpoint}. */
@Command(
        name = "checkpoint",
        description = "Signs what was not signed yet and shows the newest checkpoint.")
final class AuditCheckpointCommand extends ApiCommand {
    @Override
    public Integer call() {
        output().object(api().post(ApiPath.of("api", "audit", "checkpoint"), Json.object()));
        return ExitCode.OK;
    }
}
