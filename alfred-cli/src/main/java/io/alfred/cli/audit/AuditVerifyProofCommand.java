package io.alfred.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.core.OutputFormat;
import io.alfred.cli.verify.MalformedException;
import io.alfred.cli.verify.ProofVerifier;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** {@code alfred audit verify-proof}: asks no server; exit code 6 if the proof does not hold. */
@Command(
        name = "verify-proof",
        description = "Verifies a proof without any server, and shows the rows it proves.",
        footer = {
            "%nExample:",
            "  alfred audit verify-proof proof.json --public-key alfred-audit.pem"
        })
final class AuditVerifyProofCommand extends ApiCommand {
    private static final List<String> COLUMNS = List.of("chain", "seq", "at", "kind", "tx");

    @Parameters(paramLabel = "FILE", description = "What alfred audit prove printed.")
    private Path file;

    @Mixin private KeyOptions keys;

    @Override
    public Integer call() {
        try {
            ProofVerifier.Finding found =
                    ProofVerifier.verify(Files.readAllBytes(file), keys.trusted());
            found.objection()
                    .ifPresent(
                            what -> {
                                throw new CliException(
                                        ExitCode.INTEGRITY, "the proof does not hold: " + what, "");
                            });
            print(found);
            return ExitCode.OK;
        } catch (MalformedException e) {
            throw new CliException(
                    ExitCode.FAILURE, file + " cannot be used: " + e.getMessage(), "", e);
        } catch (NoSuchFileException e) {
            throw new CliException(ExitCode.FAILURE, "there is no file " + e.getMessage(), "", e);
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILURE, file + " cannot be read", "", e);
        }
    }

    private void print(ProofVerifier.Finding found) {
        ArrayNode rows = Json.MAPPER.createArrayNode();
        for (ProofVerifier.Entry entry : found.entries()) {
            rows.add(Json.parse(entry.payload(), "the payload"));
        }
        String signed =
                "checkpoint "
                        + found.checkpoint()
                        + ", signed "
                        + Instant.EPOCH.plus(found.atMicros(), ChronoUnit.MICROS);
        if (output().format() == OutputFormat.TABLE) {
            output().items(rows, COLUMNS);
            output().talk("proved by " + signed);
        } else {
            ObjectNode report = Json.object();
            report.put("ok", true).put("checkpoint", found.checkpoint());
            report.put("signature", found.signatureChecked() ? "checked" : "unchecked");
            JsonNode entries = rows;
            report.set("entries", entries);
            output().object(report);
        }
        if (!found.signatureChecked()) {
            output().talk(
                            "no public key: anybody could have made this proof; give your copy of"
                                    + " the key with --public-key");
        }
    }
}
