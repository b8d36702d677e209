package io.alfred.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;
import io.alfred.cli.profile.Profiles;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.math.BigDecimal;

/** {@code alfred init}: an org, a team, a user, their wallets and a key; what exists is kept. */
@Command(
        name = "init",
        description = "Creates an org, a team, a user, their wallets and a first key.",
        footer = {"%nExample:", "  alfred init --org acme --team platform --user ana --credits 5"})
public final class InitCommand extends ApiCommand {
    @Option(names = "--org", paramLabel = "NAME", required = true, description = "Organization.")
    private String org;

    @Option(names = "--team", paramLabel = "NAME", required = true, description = "Team.")
    private String team;

    @Option(names = "--user", paramLabel = "NAME", required = true, description = "User.")
    private String user;

    @Option(
            names = "--credits",
            paramLabel = "CREDITS",
            required = true,
            description = "The limit of the org's wallet, where it is new.")
    private BigDecimal credits;

    @Option(
            names = "--no-save",
            description = "Do not save the key in the profile, where alfred chat finds it.")
    private boolean noSave;

    @Override
    public Integer call() {
        ObjectNode body =
                Json.object()
                        .put("org", org)
                        .put("team", team)
                        .put("user", user)
                        .put("credits", credits);
        JsonNode result = api().post(ApiPath.of("api", "init"), body);
        output().object(result);
        JsonNode secret = result.path("key").path("secret");
        if (secret.isTextual()) {
            keep(secret.textValue());
        } else {
            output().talk("the key exists already; its secret was shown when it was made");
        }
        return ExitCode.OK;
    }

    private void keep(String secret) {
        output().talk("the key's secret is shown this once");
        if (!noSave) {
            Profiles profiles = Profiles.of(globals());
            profiles.saveApiKey(secret);
            output().talk("saved for `alfred chat` in " + profiles.file());
        }
    }
}
