package io.alfred.cli.wallet;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.command.WalletRef;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alfred wallet move}. */
@Command(
        name = "move",
        description = "Moves a wallet, and all below it, under another parent; past charges stay.")
final class WalletMoveCommand extends ApiCommand {
    private static final String NONE = "none";

    @Mixin private WalletOptions wallet;

    @Parameters(
            index = "1",
            paramLabel = "PARENT|none",
            description = "Its id, or its owner; none for a wallet without a parent.")
    private String parent;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why it is moved.")
    private @Nullable String reason;

    @Override
    public Integer call() {
        Api api = api();
        ObjectNode body = Json.object();
        if (parent.equals(NONE)) {
            body.putNull("parent");
        } else {
            body.put("parent", new WalletRef(parent, wallet.ref().org()).id(api));
        }
        if (reason != null) {
            body.put("reason", reason);
        }
        output().object(
                        api.put(
                                ApiPath.of("api", "wallets", wallet.ref().id(api), "parent"),
                                body));
        return ExitCode.OK;
    }
}
