package io.alfred.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;
import io.alfred.cli.profile.Profiles;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.List;

/** {@code alfred key create}: the answer is the only place that ever shows the secret. */
@Command(name = "create", description = "Creates a key and shows its secret, this once.")
final class KeyCreateCommand extends ApiCommand {
    @ArgGroup(multiplicity = "1")
    private Owner owner;

    @Option(names = "--name", paramLabel = "NAME", description = "What the key is for.")
    private @Nullable String name;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            split = ",",
            defaultValue = "v1",
            description = "v1 to call models, api to operate Alfred (default: v1).")
    private List<String> scopes;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "What a key with scope api may do.")
    private @Nullable String role;

    @Option(
            names = "--expires-at",
            paramLabel = "TIME",
            description = "Such as 2027-01-31T00:00:00Z (default: never).")
    private @Nullable Instant expiresAt;

    @Option(
            names = "--wallet",
            paramLabel = "WALLET",
            description = "What it debits: a wallet's id, or its owner (default: its holder's).")
    private @Nullable String wallet;

    @Option(names = "--save", description = "Save it in the profile, for alfred chat.")
    private boolean save;

    @Override
    public Integer call() {
        JsonNode key = api().post(ApiPath.of("api", "keys"), body());
        output().object(key);
        if (save) {
            Profiles profiles = Profiles.of(globals());
            profiles.saveApiKey(key.path("secret").asText());
            output().talk("saved in " + profiles.file());
        }
        return ExitCode.OK;
    }

    private ObjectNode body() {
        ObjectNode body = Json.object();
        if (owner.user != null) {
            body.put("user", owner.user);
        }
        if (owner.org != null) {
            body.put("org", owner.org);
        }
        String holder = owner.user == null ? owner.org : owner.user;
        body.put("name", name == null ? holder : name);
        scopes.forEach(body.putArray("scopes")::add);
        if (role != null) {
            body.put("role", role);
        }
        if (expiresAt != null) {
            body.put("expires_at", expiresAt.toString());
        }
        if (wallet != null) {
            body.put("wallet", wallet);
        }
        return body;
    }

    /** Whom the key belongs to. */
    static final class Owner {
        @Option(names = "--user", paramLabel = "USER", description = "The user it belongs to.")
        private @Nullable String user;

        @Option(
                names = "--org",
                paramLabel = "ORG",
                description = "The organization it belongs to.")
        private @Nullable String org;
    }
}
