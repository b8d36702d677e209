package io.alfred.cli.audit;

import io.alfred.cli.core.GlobalOptions;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;
import io.alfred.cli.profile.Connection;
import io.alfred.cli.verify.AuditVerifier;
import io.alfred.cli.verify.MalformedException;
import io.alfred.cli.verify.TrustedKeys;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a verification is made against: checkpoints and public keys, as options say. */
final class LogSources {
    @Option(names = "--checkpoints", paramLabel = "FILE", description = "Checkpoint lines.")
    private @Nullable Path checkpoints;

    @Mixin private KeyOptions keys;

    /** The checkpoint file that was named. */
    @Nullable Path checkpointFile() {
        return checkpoints;
    }

    /** Whether the operator brought a key. */
    boolean keyGiven() {
        return keys.given();
    }

    /** The keys that were given. */
    TrustedKeys keys() throws IOException {
        return keys.trusted();
    }

    /** The keys that were given, else the server's. */
    TrustedKeys keys(Api api) throws IOException, MalformedException {
        List<String> texts = keys.texts();
        if (texts.isEmpty()) {
            texts.add(api.get(ApiPath.of("api", "audit", "key")).path("public_key").asText());
        }
        return TrustedKeys.parse(texts);
    }

    /** The checkpoints: the file outside the database says more than what the server tells. */
    AuditVerifier.Source checkpoints(GlobalOptions globals, Connection connection, Api api) {
        Path local = globals.dataDir().checkpointsFile();
        if (checkpoints != null) {
            local = checkpoints;
        } else if (!connection.ownDataDir() || !Files.isReadable(local)) {
            return () -> api.stream(ApiPath.of("api", "audit", "checkpoints"));
        }
        Path chosen = local;
        globals.output().detail("checkpoints from " + chosen);
        return () -> Files.newInputStream(chosen);
    }
}
