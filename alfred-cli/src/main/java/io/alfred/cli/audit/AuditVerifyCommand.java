package io.alfred.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;

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
import io.alfred.cli.verify.Verification;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code alfred audit verify}: exit code 6 and the first broken row if the log was touched. */
@Command(
        name = "verify",
        description = "Verifies the audit log: the server's, or exported files without any server.",
        footer = {
            "%nExamples:",
            "  alfred audit verify audit.ndjson --checkpoints checkpoints.jsonl \\",
            "      --public-key alfred-audit.pem",
            "  alfred audit verify retired-2025-03.ndjson retired-2025-09.ndjson audit.ndjson"
        })
final class AuditVerifyCommand extends ApiCommand {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = {
                "Exports, files of retired rows first, oldest first",
                "(default: ask the server for what is in the log)."
            })
    private List<Path> files = List.of();

    @Mixin private LogSources sources;

    @Override
    public Integer call() {
        try {
            long start = System.nanoTime();
            Verification found = files.isEmpty() ? online() : offline();
            long elapsedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            return report(found, elapsedMs);
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

    private Verification offline() throws IOException {
        List<AuditVerifier.Source> exports = new ArrayList<>();
        for (Path file : files) {
            exports.add(() -> Files.newInputStream(file));
        }
        return AuditVerifier.verify(
                Optional.ofNullable(sources.checkpointFile())
                        .map(path -> () -> Files.newInputStream(path)),
                exports,
                sources.keys());
    }

    private Verification online() throws IOException {
        Connection connection = Profiles.of(globals()).connection();
        Api api = connection.api();
        Verification found =
                AuditVerifier.verify(
                        Optional.of(sources.checkpoints(globals(), connection, api)),
                        () -> api.stream(ApiPath.of("api", "audit", "export")),
                        sources.keys(api));
        if (found.ok()) {
            requireWhole(found);
            requireGuards(api.get(ApiPath.of("api", "audit", "guards")));
        }
        return found;
    }

    /** A file of retired rows is sound by itself; as an answer it would hide the log's end. */
    private static void requireWhole(Verification found) {
        found.goesOnWith()
                .ifPresent(
                        month -> {
                            throw new CliException(
                                    ExitCode.INTEGRITY,
                                    "the server did not send its log, but rows of before " + month,
                                    "find out who answers for it");
                        });
    }

    private static void requireGuards(JsonNode guards) {
        if (!guards.path("ok").booleanValue()) {
            List<String> tables = new ArrayList<>();
            guards.path("unguarded").forEach(table -> tables.add(table.asText()));
            throw new CliException(
                    ExitCode.INTEGRITY,
                    "the log is whole, but no trigger keeps it so: "
                            + String.join(", ", tables)
                            + " can be changed",
                    "the owner of the tables switched it off; docs/operating/audit.md says how to"
                            + " switch it on");
        }
    }

    private int report(Verification verification, long elapsedMs) {
        Report report = new Report(verification, sources.keyGiven());
        output().object(
                        output().format() == OutputFormat.TABLE
                                ? report.summary()
                                : report.complete());
        report.remarks().forEach(output()::talk);
        output().detail(
                        "rows_per_s "
                                + verification.rows() * 1000 / Math.max(elapsedMs, 1)
                                + ", everything from opening the files to the end included");
        if (verification.firstBroken().isEmpty()) {
            return ExitCode.OK;
        }
        throw new CliException(
                ExitCode.INTEGRITY, report.sentence(verification.firstBroken().get()), "");
    }
}
