package io.alfred.cli.wallet;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What freeze, unfreeze and close have in common: a wallet and a reason. */
abstract class WalletStateCommand extends ApiCommand {
    @Mixin private WalletOptions wallet;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Shown with the wallet.")
    private @Nullable String reason;

    private final String verb;

    WalletStateCommand(String verb) {
        this.verb = verb;
    }

    /** Asks where that is due. */
    void confirm(WalletOptions named) {}

    @Override
    public final Integer call() {
        confirm(wallet);
        Api api = api();
        ObjectNode body = Json.object();
        if (reason != null) {
            body.put("reason", reason);
        }
        output().object(api.post(ApiPath.of("api", "wallets", wallet.ref().id(api), verb), body));
        return ExitCode.OK;
    }
}
