package io.alfred.cli.audit;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.OutputFormat;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;
import io.alfred.cli.profile.Connection;
import io.alfred.cli.profile.Profiles;
import io.alfred.cli.verify.AuditVerifier;
import io.alfred.cli.verify.MalformedException;
import io.alfred.cli.verify.TrustedKeys;
import io.alfred.cli.verify.Verification;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code alfred audit verify}: exit code 6 and the first broken row if the log was touched. */
@Command(
        name = "verify",
        description =
                "Verifies the audit log: the server's, or an exported file without any server.",
        footer = {
            "%nExample:",
            "  alfred audit verify audit.ndjson --checkpoints checkpoints.jsonl \\",
            "      --public-key alfred-audit.pem"
        })
final class AuditVerifyCommand extends ApiCommand {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "An export (default: ask the server for one).")
    private @Nullable Path file;

    @Option(names = "--checkpoints", paramLabel = "FILE", description = "Checkpoint lines.")
    private @Nullable Path checkpoints;

    @Option(
            names = "--public-key",
            paramLabel = "FILE|BASE64",
            description = "The key of the checkpoints; may be given again for an older key.")
    private List<String> publicKeys = List.of();

    @Override
    public Integer call() {
        try {
            return file == null ? online() : report(offline(file), given());
        } catch (MalformedException e) {
            throw new CliException(
                    ExitCode.USAGE, "the public key cannot be used: " + e.getMessage(), "", e);
        } catch (NoSuchFileException e) {
            throw new CliException(ExitCode.FAILURE, "there is no file " + e.getMessage(), "", e);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE, "the log could not be read to its end", "try again", e);
        }
    }

    private Verification offline(Path export) throws IOException {
        return AuditVerifier.verify(
                Optional.ofNullable(checkpoints).map(path -> () -> Files.newInputStream(path)),
                () -> Files.newInputStream(export),
                TrustedKeys.parse(keyTexts()));
    }

    private int online() throws IOException {
        Connection connection = Profiles.of(globals()).connection();
        Api api = connection.api();
        List<String> keys = new ArrayList<>(keyTexts());
        if (keys.isEmpty()) {
            keys.add(api.get(ApiPath.of("api", "audit", "key")).path("public_key").asText());
        }
        Verification verification =
                AuditVerifier.verify(
                        Optional.of(checkpointSource(connection, api)),
                        () -> api.stream(ApiPath.of("api", "audit", "export")),
                        TrustedKeys.parse(keys));
        return report(verification, given());
    }

    /** The file outside the database says more than what the server tells. */
    private AuditVerifier.Source checkpointSource(Connection connection, Api api) {
        Path local = globals().dataDir().checkpointsFile();
        if (checkpoints != null) {
            local = checkpoints;
        } else if (!connection.ownDataDir() || !Files.isReadable(local)) {
            return () -> api.stream(ApiPath.of("api", "audit", "checkpoints"));
        }
        Path chosen = local;
        output().detail("checkpoints from " + chosen);
        return () -> Files.newInputStream(chosen);
    }

    private boolean given() {
        return !publicKeys.isEmpty();
    }

    private List<String> keyTexts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String key : publicKeys) {
            Path path = Path.of(key);
            texts.add(Files.isRegularFile(path) ? Files.readString(path) : key);
        }
        return texts;
    }

    private int report(Verification verification, boolean keyGiven) {
        Report report = new Report(verification, keyGiven);
        output().object(
                        output().format() == OutputFormat.TABLE
                                ? report.summary()
                                : report.complete());
        report.remarks().forEach(output()::talk);
        if (verification.firstBroken().isEmpty()) {
            return ExitCode.OK;
        }
        throw new CliException(
                ExitCode.INTEGRITY, report.sentence(verification.firstBroken().get()), "");
    }
}
