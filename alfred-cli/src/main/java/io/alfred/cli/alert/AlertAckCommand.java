package io.alfred.cli.alert;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code alfred alert ack}. */
@Command(name = "ack", description = "Acknowledges an alert: somebody has seen it.")
final class AlertAckCommand extends ApiCommand {
    @Parameters(paramLabel = "ID")
    private String id;

    @Override
    public Integer call() {
        output().object(api().post(ApiPath.of("api", "alerts", id, "acknowledge"), Json.object()));
        return ExitCode.OK;
    }
}
