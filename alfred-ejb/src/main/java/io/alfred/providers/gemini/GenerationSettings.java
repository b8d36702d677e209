package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Sampling;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code generationConfig}: how long, how random, in which form and after how much thought. */
final class GenerationSettings {
    /** Google's bound. */
    static final int STOP_TEXTS_MAX = 5;

    private static final String JSON = "application/json";

    private GenerationSettings() {}

    /** Empty when everything shall be as the model has it. */
    static ObjectNode of(Dialogue dialogue, ModelName model) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        sampling(config, dialogue.sampling());
        format(config, dialogue.format());
        if (onlyGlanced(dialogue)) {
            config.put("mediaResolution", "MEDIA_RESOLUTION_LOW");
        }
        Thinking.config(dialogue.reasoning(), model)
                .ifPresent(thinking -> config.set("thinkingConfig", thinking));
        return config;
    }

    private static void sampling(ObjectNode config, Sampling sampling) {
        sampling.maxOutputTokens().ifPresent(tokens -> config.put("maxOutputTokens", tokens));
        sampling.temperature().ifPresent(value -> config.put("temperature", value));
        sampling.topP().ifPresent(value -> config.put("topP", value));
        sampling.topK().ifPresent(value -> config.put("topK", value));
        sampling.presencePenalty().ifPresent(value -> config.put("presencePenalty", value));
        sampling.frequencyPenalty().ifPresent(value -> config.put("frequencyPenalty", value));
        sampling.seed().ifPresent(seed -> config.put("seed", seed(seed)));
        if (sampling.stop().size() > STOP_TEXTS_MAX) {
            throw AlfredException.invalid(
                    "stop",
                    "the provider takes "
                            + STOP_TEXTS_MAX
                            + " texts that end an answer, not "
                            + sampling.stop().size(),
                    "send at most " + STOP_TEXTS_MAX);
        }
        if (!sampling.stop().isEmpty()) {
            sampling.stop().forEach(config.putArray("stopSequences")::add);
        }
    }

    /** Google's seed has 32 bits; a shortened one would be another seed. */
    private static int seed(long seed) {
        if (seed != (int) seed) {
            throw AlfredException.invalid(
                    "seed",
                    "the provider takes a seed of 32 bits, not " + seed,
                    "send a number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
        }
        return (int) seed;
    }

    private static void format(ObjectNode config, AnswerFormat format) {
        switch (format) {
            case AnswerFormat.PlainText plain -> {}
            case AnswerFormat.JsonObject any -> config.put("responseMimeType", JSON);
            case AnswerFormat.JsonSchema asked -> {
                config.put("responseMimeType", JSON);
                schema(config, asked);
            }
        }
    }

    /** A description of the whole has its place in the schema itself. */
    private static void schema(ObjectNode config, AnswerFormat.JsonSchema asked) {
        String field = "response_format";
        String what = "the schema of the answer";
        Optional<String> description = asked.description().filter(text -> !text.isEmpty());
        ObjectNode schema = JsonText.object(asked.schema(), field, what);
        if (description.isPresent() && !schema.has("description")) {
            config.set("responseJsonSchema", schema.put("description", description.get()));
        } else {
            config.putRawValue("responseJsonSchema", JsonText.raw(asked.schema(), field, what));
        }
    }

    /**
     * Whether the client wants every picture looked at in low detail. Google is told for all media
     * at once, and a picture is never looked at less closely than asked.
     */
    private static boolean onlyGlanced(Dialogue dialogue) {
        List<Part> media =
                dialogue.turns().stream()
                        .flatMap(turn -> turn.parts().stream())
                        .flatMap(GenerationSettings::media)
                        .toList();
        return !media.isEmpty()
                && media.stream()
                        .allMatch(
                                part ->
                                        part instanceof Part.Image image
                                                && image.detail()
                                                        .filter("low"::equals)
                                                        .isPresent());
    }

    private static Stream<Part> media(Part part) {
        return switch (part) {
            case Part.Image image -> Stream.of(image);
            case Part.Document document -> Stream.of(document);
            case Part.Audio audio -> Stream.empty();
            case Part.ToolResult result ->
                    result.content().stream().flatMap(GenerationSettings::media);
            case Part.Text text -> Stream.empty();
            case Part.ToolCall call -> Stream.empty();
            case Part.Reasoned reasoned -> Stream.empty();
            case Part.Sealed sealed -> Stream.empty();
            case Part.Refusal refusal -> Stream.empty();
        };
    }
}
