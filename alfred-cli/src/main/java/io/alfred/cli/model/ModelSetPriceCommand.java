package io.alfred.cli.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.math.BigDecimal;

/** {@code alfred model set-price}: prices a model, which adds it if it is not in the catalogue. */
@Command(
        name = "set-price",
        description = "Sets a model's price, in credits for a million tokens or for other units.",
        footer = {
            "%nExample:",
            "  alfred model set-price local/llama --input-price 0.10 --output-price 0.40 \\",
            "      --context-tokens 131072 --max-output-tokens 8192",
            "  alfred model set-price openai/dall-e-3 --kind image --image-price 0.04",
            "  alfred model set-price openai/gpt-audio --input-price 2.50 --output-price 10 \\",
            "      --audio-input-price 32 --audio-output-price 64 \\",
            "      --context-tokens 128000 --max-output-tokens 16384",
            "  alfred model set-price openai/gpt-4o --org acme --input-price 2 --output-price 8"
        })
final class ModelSetPriceCommand extends ApiCommand {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PROVIDER/MODEL")
    private String id;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description =
                    "chat, embedding, moderation, image, speech or transcription (default: as the"
                            + " catalogue says, else chat).")
    private @Nullable String kind;

    @Option(
            names = "--input-price",
            paramLabel = "N",
            description = "Prompt tokens; required for chat, embedding and moderation.")
    private @Nullable BigDecimal input;

    @Option(
            names = "--output-price",
            paramLabel = "N",
            description = "Output tokens; required for chat.")
    private @Nullable BigDecimal outputPrice;

    @Option(
            names = "--audio-input-price",
            paramLabel = "N",
            description = "Prompt tokens of sound in chats (default: unknown, sound is refused).")
    private @Nullable BigDecimal audioInput;

    @Option(
            names = "--audio-output-price",
            paramLabel = "N",
            description = "Output tokens of sound in chats (default: unknown, sound is refused).")
    private @Nullable BigDecimal audioOutput;

    @Option(names = "--image-price", paramLabel = "N", description = "Credits for each image.")
    private @Nullable BigDecimal imagePrice;

    @Option(
            names = "--character-price",
            paramLabel = "N",
            description = "A million characters read aloud.")
    private @Nullable BigDecimal characterPrice;

    @Option(
            names = "--minute-price",
            paramLabel = "N",
            description = "Credits for each minute of audio listened to.")
    private @Nullable BigDecimal minutePrice;

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

    @Option(
            names = "--org",
            paramLabel = "ORG",
            description = "For this org only, as negotiated with the provider.")
    private @Nullable String org;

    @Override
    public Integer call() {
        output().object(api().put(ModelPath.of(spec, id).with("org", org), body()));
        return ExitCode.OK;
    }

    private ObjectNode body() {
        ObjectNode body = Json.object();
        if (kind != null) {
            body.put("kind", kind);
        }
        put(body, "input", input);
        put(body, "output", outputPrice);
        put(body, "cached_read", cachedRead);
        put(body, "cached_write", cachedWrite);
        put(body, "audio_input", audioInput);
        put(body, "audio_output", audioOutput);
        put(body, "per_call", perCall);
        put(body, "per_image", imagePrice);
        put(body, "per_1m_characters", characterPrice);
        put(body, "per_minute", minutePrice);
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
