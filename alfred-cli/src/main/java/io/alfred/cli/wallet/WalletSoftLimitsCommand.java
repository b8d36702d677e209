package io.alfred.cli.wallet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;

/** {@code alfred wallet soft-limits}. */
@Command(
        name = "soft-limits",
        description = "Sets at which percent of its limit a wallet's spending is announced.",
        footer = {"%nExample:", "  alfred wallet soft-limits team:search --percent 50,80,100"})
final class WalletSoftLimitsCommand extends ApiCommand {
    @Mixin private WalletOptions wallet;

    @ArgGroup(multiplicity = "1")
    private Choice choice;

    @Override
    public Integer call() {
        Api api = api();
        ObjectNode body = Json.object();
        if (choice.useDefault) {
            body.putNull("percents");
        } else {
            ArrayNode percents = body.putArray("percents");
            if (!choice.never) {
                choice.percents.forEach(percents::add);
            }
        }
        output().object(
                        api.put(
                                ApiPath.of("api", "wallets", wallet.ref().id(api), "soft-limits"),
                                body));
        return ExitCode.OK;
    }

    /** Own ones, none, or the installation's. */
    static final class Choice {
        @Option(
                names = "--percent",
                paramLabel = "PERCENT",
                split = ",",
                description = "Ascending, from 1 to 100.")
        private List<Integer> percents = List.of();

        @Option(names = "--never", description = "Announce nothing.")
        private boolean never;

        @Option(names = "--default", description = "Use the installation's.")
        private boolean useDefault;
    }
}
