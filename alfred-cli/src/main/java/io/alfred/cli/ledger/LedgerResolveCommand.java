package io.alfred.cli.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.math.BigDecimal;

/** {@code alfred ledger resolve}. */
@Command(
        name = "resolve",
        description = "Closes an unknown hold or a provisional charge by your word.",
        footer = {
            "%nExamples:",
            "  alfred ledger resolve TX --charge 0.0125 --reason \"provider's console\"",
            "  alfred ledger resolve TX --release --reason \"provider was down\""
        })
final class LedgerResolveCommand extends ApiCommand {
    @Parameters(paramLabel = "TX", description = "The transaction.")
    private String transaction;

    @ArgGroup(multiplicity = "1")
    private Outcome outcome;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Kept in the ledger.")
    private String reason;

    /** What the operator says of the call. */
    static final class Outcome {
        @Option(
                names = "--charge",
                paramLabel = "CREDITS",
                required = true,
                description = "What it cost.")
        private @Nullable BigDecimal charge;

        @Option(names = "--release", required = true, description = "Nothing was served.")
        private boolean release;
    }

    @Override
    public Integer call() {
        ObjectNode body = Json.object();
        if (outcome.release) {
            body.put("release", true);
        } else {
            body.put("charge", outcome.charge);
        }
        output().object(
                        api().post(
                                        ApiPath.of(
                                                "api",
                                                "ledger",
                                                "holds",
                                                transaction,
                                                "resolution"),
                                        body.put("reason", reason)));
        return ExitCode.OK;
    }
}
