package io.alfred.cli.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** {@code alfred model set-price}: prices a model, which adds it if it is not in the catalogue. */
@Command(
        name = "set-price",
        description = "Sets a model's price, in credits for a million tokens.",
        footer = {
            "%nExample:",
            "  alfred model set-price local/llama --input-price 0.10 --output-price 0.40 \\",
            "      --context-tokens 131072 --max-output-tokens 8192"
        })
final class ModelSetPriceCommand extends ApiCommand {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PROVIDER/MODEL")
    private String id;

    @Option(
            names = "--input-price",
            paramLabel = "N",
            required = true,
            description = "Prompt tokens.")
    private BigDecimal input;

    @Option(
            names = "--output-price",
            paramLabel = "N",
            required = true,
            description = "Output tokens.")
    private BigDecimal outputPrice;

    @Option(
            names = "--cached-read-price",
            paramLabel = "N",
            description = "Prompt tokens the provider had cached.")
    private @Nullable BigDecimal cachedRead;

    @Option(
            names = "--cached-write-price",
            paramLabel = "N",
            description = "Prompt tokens the provider puts in its cache.")
    private @Nullable BigDecimal cachedWrite;

    @Option(names = "--per-call", paramLabel = "N", description = "Credits for each call.")
    private @Nullable BigDecimal perCall;

    @Option(names = "--context-tokens", paramLabel = "N", description = "Most tokens of a call.")
    private @Nullable Long contextTokens;

    @Option(
            names = "--max-output-tokens",
            paramLabel = "N",
            description = "Most output tokens of a call.")
    private @Nullable Long maxOutputTokens;

    @Option(
            names = "--upstream-model",
            paramLabel = "NAME",
            description = "The provider's own name for it (default: the part after the slash).")
    private @Nullable String upstreamModel;

    @Override
    public Integer call() {
        int slash = id.indexOf('/');
        if (slash < 1 || slash == id.length() - 1) {
            throw new ParameterException(
                    spec.commandLine(), "Name the model as PROVIDER/MODEL, such as openai/gpt-4o");
        }
        List<String> segments = new ArrayList<>(List.of("api", "models", id.substring(0, slash)));
        segments.addAll(List.of(id.substring(slash + 1).split("/", -1)));
        output().object(api().put(ApiPath.of(segments.toArray(String[]::new)), body()));
        return ExitCode.OK;
    }

    private ObjectNode body() {
        ObjectNode body = Json.object().put("input", input).put("output", outputPrice);
        put(body, "cached_read", cachedRead);
        put(body, "cached_write", cachedWrite);
        put(body, "per_call", perCall);
        if (contextTokens != null) {
            body.put("context_tokens", contextTokens);
        }
        if (maxOutputTokens != null) {
            body.put("max_output_tokens", maxOutputTokens);
        }
        if (upstreamModel != null) {
            body.put("upstream_model", upstreamModel);
        }
        return body;
    }

    private static void put(ObjectNode body, String field, @Nullable BigDecimal value) {
        if (value != null) {
            body.put(field, value);
        }
    }
}
