package io.alfred.cli.wallet;

import com.fasterxml.jackson.databind.JsonNode;
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

/** {@code alfred wallet transfer}. */
@Command(
        name = "transfer",
        description = "Moves a part of this period's allotment to another wallet of the org.",
        footer = {"%nExample:", "  alfred wallet transfer team:search team:support 20"})
final class WalletTransferCommand extends ApiCommand {
    @Mixin private WalletOptions wallet;

    @Parameters(
            index = "1",
            paramLabel = "TO",
            description = "The wallet that takes it: its id, or its owner.")
    private String to;

    @Parameters(index = "2", paramLabel = "CREDITS")
    private BigDecimal amount;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in the ledger.")
    private @Nullable String reason;

    @Option(names = "--require-approval", description = "Wait for another principal to approve it.")
    private boolean approval;

    @Option(
            names = "--expires-in",
            paramLabel = "SECONDS",
            description = "How long it waits for that (default: a day).")
    private @Nullable Long expiresInS;

    @Override
    public Integer call() {
        Api api = api();
        ObjectNode body = Json.object().put("to", to).put("amount", amount);
        if (reason != null) {
            body.put("reason", reason);
        }
        if (approval) {
            body.put("require_approval", true);
        }
        if (expiresInS != null) {
            body.put("expires_in_s", expiresInS);
        }
        JsonNode result =
                api.post(
                        ApiPath.of("api", "wallets", wallet.ref().name(), "transfers")
                                .with("org", wallet.ref().org()),
                        body);
        output().object(result);
        if (result.path("state").asText().equals("pending")) {
            output().talk(
                            "it waits for approval: alfred wallet approve "
                                    + result.path("id").asText());
        }
        return ExitCode.OK;
    }
}
