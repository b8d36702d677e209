package io.alfred.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.core.OutputFormat;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;
import io.alfred.cli.verify.MalformedException;
import io.alfred.cli.verify.ProofVerifier;
import io.alfred.cli.verify.TrustedKeys;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code alfred audit prove}: verified before it is printed. */
@Command(
        name = "prove",
        description = {
            "Proves that a row, or all rows of a transaction, are in the log that a checkpoint was",
            "signed over, without showing any other row."
        },
        footer = {
            "%nExamples:",
            "  alfred audit prove --tx 0190… > proof.json",
            "  alfred audit prove 17 --chain 0190… > proof.json",
            "  alfred audit verify-proof proof.json --public-key alfred-audit.pem"
        })
final class AuditProveCommand extends ApiCommand {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "SEQ", arity = "0..1", description = "The row's seq in its chain.")
    private @Nullable Long seq;

    @Option(names = "--chain", paramLabel = "ID", description = "The row's chain.")
    private @Nullable String chain;

    @Option(names = "--tx", paramLabel = "ID", description = "All rows of this transaction.")
    private @Nullable String transaction;

    @Override
    public Integer call() {
        boolean byPlace = seq != null && chain != null && transaction == null;
        boolean byTransaction = seq == null && chain == null && transaction != null;
        if (!byPlace && !byTransaction) {
            throw new ParameterException(spec.commandLine(), "name SEQ and --chain, or --tx alone");
        }
        Api api = api();
        JsonNode proof =
                api.getPatiently(
                        ApiPath.of("api", "audit", "proof")
                                .with("chain", chain)
                                .with("seq", seq)
                                .with("tx", transaction));
        requireHolds(proof, api.get(ApiPath.of("api", "audit", "key")));
        if (output().format() == OutputFormat.TABLE) {
            // a proof is a file, whatever is on the terminal
            output().text(proof.toPrettyString() + "\n");
        } else {
            output().object(proof);
        }
        return ExitCode.OK;
    }

    private static void requireHolds(JsonNode proof, JsonNode key) {
        try {
            ProofVerifier.Finding found =
                    ProofVerifier.verify(
                            Json.write(proof).getBytes(StandardCharsets.UTF_8),
                            TrustedKeys.parse(List.of(key.path("public_key").asText())));
            found.objection()
                    .ifPresent(
                            what -> {
                                throw new CliException(
                                        ExitCode.INTEGRITY,
                                        "the server's proof does not hold: " + what,
                                        "verify the whole log: alfred audit verify");
                            });
        } catch (MalformedException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "the server's answer is no proof: " + e.getMessage(),
                    "check that the endpoint is an Alfred server of this version",
                    e);
        }
    }
}
