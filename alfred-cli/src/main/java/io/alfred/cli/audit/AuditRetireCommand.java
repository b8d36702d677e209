package io.alfred.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.command.Confirmation;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;
import io.alfred.cli.profile.Connection;
import io.alfred.cli.profile.Profiles;
import io.alfred.cli.verify.AuditVerifier;
import io.alfred.cli.verify.Verification;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.Optional;

/** {@code alfred audit retire}: verify, export, and only then detach. */
@Command(
        name = "retire",
        description = {
            "Takes old months out of the log, into a file that is verified first.",
            "Nothing is deleted: a DBA drops the tables when the file is safe. This month and the",
            "last one stay."
        },
        footer = {
            "%nExample:",
            "  alfred audit retire --before 2026-01 --to audit-until-2025.ndjson"
        })
final class AuditRetireCommand extends ApiCommand {
    @Spec private CommandSpec spec;

    @Option(
            names = "--before",
            paramLabel = "YYYY-MM",
            required = true,
            description = "All months before this one.")
    private String before;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            required = true,
            description = "Where the rows go; must not exist.")
    private Path file;

    @Mixin private LogSources sources;

    @Override
    public Integer call() {
        requireMonth();
        if (Files.exists(file)) {
            throw new CliException(
                    ExitCode.FAILURE, file + " exists", "name a file that does not exist");
        }
        Connection connection = Profiles.of(globals()).connection();
        Api api = connection.api();
        ApiPath export = ApiPath.of("api", "audit", "export").with("before", before);
        Download.of(api, export).to(file, output());
        Verification found;
        String sha256;
        try {
            found =
                    AuditVerifier.verify(
                            Optional.of(sources.checkpoints(globals(), connection, api)),
                            () -> Files.newInputStream(file),
                            sources.keys(api));
            sha256 = sha256();
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE, file + " could not be verified", "nothing was retired", e);
        }
        requireSound(found);
        Confirmation.require(
                "Take "
                        + found.rows()
                        + " verified rows of before "
                        + before
                        + " out of the log, which are now in "
                        + file
                        + "?",
                globals());
        output().object(retire(api, sha256));
        output().talk("keep " + file + ": a DBA may drop the tables when it is safe");
        return ExitCode.OK;
    }

    private void requireMonth() {
        try {
            YearMonth.parse(before);
        } catch (DateTimeException e) {
            throw new ParameterException(
                    spec.commandLine(), "--before must be a month such as 2026-01", e);
        }
    }

    private void requireSound(Verification found) {
        Report report = new Report(found, sources.keyGiven());
        found.firstBroken()
                .ifPresent(
                        broken -> {
                            throw new CliException(
                                    ExitCode.INTEGRITY,
                                    report.sentence(broken),
                                    "nothing was retired; " + file + " shows the rows");
                        });
        if (found.rows() == 0) {
            removeEmptyFile();
            throw new CliException(ExitCode.FAILURE, "the log has no rows before " + before, "");
        }
    }

    private void removeEmptyFile() {
        try {
            Files.delete(file);
        } catch (IOException e) {
            output().talk(file + " holds no rows");
        }
    }

    /** Streams the answer, as the server reads all those rows once more before it gives one. */
    private JsonNode retire(Api api, String sha256) {
        JsonNode request = Json.object().put("before", before).put("export_sha256", sha256);
        ApiPath path = ApiPath.of("api", "audit", "retire");
        try (InputStream answer = api.postStream(path, request).body()) {
            return Json.parse(
                    new String(answer.readAllBytes(), StandardCharsets.UTF_8), "the answer");
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNREACHABLE,
                    "the answer broke off",
                    "alfred audit list --kind AUDIT_RETIRED shows whether it was done",
                    e);
        }
    }

    private String sha256() throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest =
                        new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
