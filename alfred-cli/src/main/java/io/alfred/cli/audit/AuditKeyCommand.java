package io.alfred.cli.audit;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;

/** {@code alfred audit key}. */
@Command(
        name = "key",
        description =
                "Shows the public key of the checkpoints; keep it where the server cannot write.")
final class AuditKeyCommand extends ApiCommand {
    @Override
    public Integer call() {
        output().object(api().get(ApiPath.of("api", "audit", "key")));
        return ExitCode.OK;
    }
}
