package io.alfred.cli.wallet;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.math.BigDecimal;

/** {@code alfred wallet grant}. */
@Command(name = "grant", description = "Adds credits to a wallet's limit.")
final class WalletGrantCommand extends ApiCommand {
    @Mixin private WalletOptions wallet;

    @Parameters(index = "1", paramLabel = "CREDITS")
    private BigDecimal amount;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in the ledger.")
    private @Nullable String reason;

    @Override
    public Integer call() {
        Api api = api();
        ObjectNode body = Json.object().put("amount", amount);
        if (reason != null) {
            body.put("reason", reason);
        }
        output().object(
                        api.post(
                                ApiPath.of("api", "wallets", wallet.ref().id(api), "grants"),
                                body));
        return ExitCode.OK;
    }
}
