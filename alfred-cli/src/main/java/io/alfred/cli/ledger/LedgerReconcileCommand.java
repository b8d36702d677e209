package io.alfred.cli.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code alfred ledger reconcile}: exit code 5 if anything still differs. */
@Command(
        name = "reconcile",
        description = {
            "Compares the books with a provider's bill, closes by it what is unknown or"
                    + " provisional,",
            "and lists what still differs. Exit code 0: all agrees, 5: differences remain."
        },
        footer = {
            "%nThe bill is CSV with a header line. Columns: date (YYYY-MM-DD, UTC), model,"
                    + " amount_usd,",
            "and where the bill has them transaction_id and provider.",
            "%nExample:",
            "  alfred ledger reconcile --provider-bill november.csv --provider openai --dry-run"
        })
final class LedgerReconcileCommand extends ApiCommand {
    private static final List<String> CLOSED =
            List.of("tx_id", "was", "before", "cost", "charged", "shortfall");

    private static final List<String> DIFFERENCE =
            List.of("kind", "line", "transaction_id", "model", "day", "billed", "booked", "detail");

    @Option(
            names = "--provider-bill",
            paramLabel = "FILE.csv",
            required = true,
            description = "The bill.")
    private Path bill;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "The provider of all lines, where the bill has no such column.")
    private @Nullable String provider;

    @Option(names = "--dry-run", description = "Only say what would be closed.")
    private boolean dryRun;

    @Option(
            names = "--absent-means-unserved",
            description = {
                "An unknown or provisional call that the bill, which lists single calls, does not",
                "list was not served: it is released or refunded."
            })
    private boolean absentMeansUnserved;

    @Option(
            names = "--charge-released",
            description = "Charge what was billed although Alfred took it for unserved.")
    private boolean chargeReleased;

    @Override
    public Integer call() {
        if (!Files.isReadable(bill) || !Files.isRegularFile(bill)) {
            throw new CliException(
                    ExitCode.USAGE, "the bill " + bill + " cannot be read", "name a CSV file");
        }
        JsonNode result = api().upload(path(), bill, "text/csv");
        show(result);
        if (result.path("ok").asBoolean()) {
            return ExitCode.OK;
        }
        output().talk(
                        result.path("differences_total").asText()
                                + " differences remain between bill and books");
        return ExitCode.DENIED;
    }

    private ApiPath path() {
        return ApiPath.of("api", "ledger", "reconciliations")
                .with("provider", provider)
                .with("dry_run", dryRun ? "true" : null)
                .with("absent_means_unserved", absentMeansUnserved ? "true" : null)
                .with("charge_released", chargeReleased ? "true" : null);
    }

    private void show(JsonNode result) {
        switch (output().format()) {
            case JSON, YAML -> output().object(result);
            case CSV -> items(result, "differences", DIFFERENCE);
            case TABLE -> table(result);
        }
    }

    private void table(JsonNode result) {
        JsonNode totals = result.path("totals");
        ObjectNode summary = Json.object();
        summary.put("lines", result.path("bill").path("lines").asLong());
        for (String sum : List.of("billed", "booked_before", "booked_after", "difference")) {
            summary.set(sum, totals.path(sum));
        }
        summary.put(dryRun ? "would_close" : "closed", result.path("closed_total").asLong());
        summary.put("agreed", result.path("agreed").asLong());
        summary.put("differences", result.path("differences_total").asLong());
        output().object(summary);
        if (!result.path("closed").isEmpty()) {
            output().talk(dryRun ? "would be closed:" : "closed by the bill:");
            items(result, "closed", CLOSED);
        }
        if (!result.path("differences").isEmpty()) {
            output().talk("what still differs:");
            items(result, "differences", DIFFERENCE);
        }
    }

    private void items(JsonNode result, String list, List<String> columns) {
        if (result.path(list) instanceof ArrayNode items) {
            output().items(items, columns);
        }
    }
}
