package io.alfred.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.command.Confirmation;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** {@code alfred model sync}: newer models and prices of providers, after a look at them. */
@Command(
        name = "sync",
        description = {
            "Shows what catalogue files would change, asks, and takes them over.",
            "Entries in the ledger keep the price version they were charged by."
        },
        footer = {
            "%nExamples:",
            "  alfred model sync --from groq.json --dry-run",
            "  alfred model sync --from https://prices.example.com/catalogue.json --yes"
        })
final class ModelSyncCommand extends ApiCommand {
    private static final List<String> COLUMNS =
            List.of("provider", "model", "field", "before", "after");

    @Option(
            names = "--from",
            paramLabel = "FILE|URL",
            required = true,
            description = "One provider's file, or a JSON array of them.")
    private String from;

    @Option(names = "--dry-run", description = "Only show what would change.")
    private boolean dryRun;

    @Override
    public Integer call() {
        List<JsonNode> files = CatalogueSource.read(from);
        Api api = api();
        ArrayNode changes = Json.MAPPER.createArrayNode();
        List<JsonNode> changing = new ArrayList<>();
        for (JsonNode file : files) {
            JsonNode diff = api.put(path(file).with("dry_run", true), file);
            if (!diff.path("changes").isEmpty()) {
                changing.add(file);
            }
            diff.path("changes").forEach(change -> changes.add(row(diff, change)));
        }
        output().items(changes, COLUMNS);
        if (changing.isEmpty()) {
            output().talk("nothing differs from what is known");
            return ExitCode.OK;
        }
        if (dryRun) {
            return ExitCode.OK;
        }
        Confirmation.require(
                "Take over " + changes.size() + " changes of " + changing.size() + " providers?",
                globals());
        for (JsonNode file : changing) {
            JsonNode done = api.put(path(file), file);
            output().talk(
                            file.path("provider").asText()
                                    + ": prices are "
                                    + done.path("version_after").asText()
                                    + " from now on");
        }
        return ExitCode.OK;
    }

    private static ApiPath path(JsonNode file) {
        return ApiPath.of("api", "catalog", file.path("provider").textValue());
    }

    private static ObjectNode row(JsonNode diff, JsonNode change) {
        ObjectNode row = Json.object();
        row.set("provider", diff.path("provider"));
        for (String field : COLUMNS.subList(1, COLUMNS.size())) {
            row.set(field, change.path(field));
        }
        return row;
    }
}
