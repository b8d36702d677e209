package io.alfred.cli.wallet;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Parameters;

/** Decides about a transfer that somebody else asked for. */
abstract class WalletDecisionCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "Of the transfer request.")
    private String id;

    private final String verb;

    WalletDecisionCommand(String verb) {
        this.verb = verb;
    }

    @Override
    public final Integer call() {
        output().object(api().post(ApiPath.of("api", "transfers", id, verb), Json.object()));
        return ExitCode.OK;
    }
}
