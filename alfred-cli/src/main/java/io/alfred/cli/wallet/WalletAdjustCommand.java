package io.alfred.cli.wallet;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.math.BigDecimal;

/** {@code alfred wallet adjust}. */
@Command(
        name = "adjust",
        description = "Corrects a wallet's allotment of this period, up or down.",
        footer = {"%nExample:", "  alfred wallet adjust team:search --by=-2.5 --reason \"typo\""})
final class WalletAdjustCommand extends ApiCommand {
    @Mixin private WalletOptions wallet;

    @Option(
            names = "--by",
            paramLabel = "CREDITS",
            required = true,
            description = "What to add; negative to take away.")
    private BigDecimal change;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Kept in the ledger.")
    private String reason;

    @Override
    public Integer call() {
        Api api = api();
        ObjectNode body = Json.object().put("change", change).put("reason", reason);
        output().object(
                        api.post(
                                ApiPath.of("api", "wallets", wallet.ref().id(api), "adjustments"),
                                body));
        return ExitCode.OK;
    }
}
