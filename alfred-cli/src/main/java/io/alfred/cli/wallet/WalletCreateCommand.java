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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.math.BigDecimal;

/** {@code alfred wallet create}. */
@Command(
        name = "create",
        description = "Creates the wallet of an org, team, user, project or key.",
        footer = {
            "%nExample:",
            "  alfred wallet create team:search --org acme --parent org:acme --allotted 50"
        })
final class WalletCreateCommand extends ApiCommand {
    @Parameters(
            paramLabel = "OWNER",
            description = "Such as team:platform, project:search or key:sk-alf-1a2b3c4d.")
    private String owner;

    @Option(names = "--org", paramLabel = "ORG", description = "The owner's organization.")
    private @Nullable String org;

    @Option(
            names = "--parent",
            paramLabel = "WALLET",
            description = "The wallet every charge also hits: its id, or its owner.")
    private @Nullable String parent;

    @Option(
            names = "--allotted",
            paramLabel = "CREDITS",
            description = "Its own limit (default: only its parent's).")
    private @Nullable BigDecimal allotted;

    @Override
    public Integer call() {
        Api api = api();
        ObjectNode body = Json.object().put("owner", owner);
        if (org != null) {
            body.put("org", org);
        }
        if (parent != null) {
            body.put("parent", new WalletRef(parent, org).id(api));
        }
        if (allotted != null) {
            body.put("allotted", allotted);
        }
        output().object(api.post(ApiPath.of("api", "wallets"), body));
        return ExitCode.OK;
    }
}
