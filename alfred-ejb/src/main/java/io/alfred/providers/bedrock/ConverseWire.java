package io.alfred.providers.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.ExactJson;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.ProviderWire;
import io.alfred.providers.dialogue.Sampling;
import io.alfred.providers.http.ProviderError;
import io.alfred.providers.sign.PercentEncoding;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Converse and ConverseStream. The base URL is {@code
 * https://bedrock-runtime.{region}.amazonaws.com}; {@link BedrockAccess} signs.
 *
 * <p>A stream comes as {@link EventStreamFrames}; their types and payloads go into the {@link
 * #reader()}. Answers name neither themselves nor their model.
 */
public final class ConverseWire implements ProviderWire {
    /** Of a stream. */
    public static final String EVENT_STREAM = "application/vnd.amazon.eventstream";

    private static final List<String> COUNTED_FIELDS =
            List.of("messages", "system", "toolConfig", "additionalModelRequestFields");

    @Override
    public Request request(Dialogue dialogue, String model) {
        // Ids hold colons, ARNs slashes too: neither may end the segment of the path.
        String operation = dialogue.stream() ? "/converse-stream" : "/converse";
        return new Request(
                "/model/" + PercentEncoding.segment(model) + operation,
                Map.of("Accept", dialogue.stream() ? EVENT_STREAM : "application/json"),
                ExactJson.write(body(dialogue, model)));
    }

    /** Of Claude only, and by its own id: others and inference profiles are not counted there. */
    @Override
    public Optional<Request> counting(Dialogue dialogue, String model) {
        if (ModelFamily.of(model) != ModelFamily.ANTHROPIC) {
            return Optional.empty();
        }
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        asked.putObject("input")
                .set("converse", body(dialogue.prompt(), model).retain(COUNTED_FIELDS));
        return Optional.of(
                new Request(
                        "/model/"
                                + PercentEncoding.segment(ModelFamily.idOfClaude(model))
                                + "/count-tokens",
                        Map.of(),
                        ExactJson.write(asked)));
    }

    @Override
    public JsonNode counted(JsonNode answer) {
        return answer.path("inputTokens");
    }

    private static ObjectNode body(Dialogue dialogue, String model) {
        refuseUntold(dialogue.sampling());
        ModelFamily family = ModelFamily.of(model);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        CachePoints points = CachePoints.of(model);
        ConverseMessages messages = new ConverseMessages(family, points);
        ArrayNode system = messages.system(dialogue.system());
        body.set("messages", messages.messages(dialogue));
        setUnlessEmpty(body, "system", system);
        setUnlessEmpty(body, "inferenceConfig", inferenceConfig(dialogue.sampling()));
        ConverseTools.of(dialogue, family, points)
                .ifPresent(tools -> body.set("toolConfig", tools));
        outputConfig(dialogue.format()).ifPresent(config -> body.set("outputConfig", config));
        setUnlessEmpty(
                body, "additionalModelRequestFields", ModelFields.of(dialogue, model, family));
        if (family == ModelFamily.ANTHROPIC && !dialogue.sampling().stop().isEmpty()) {
            // Otherwise the answer does not tell which of the texts it was.
            body.putArray("additionalModelResponseFieldPaths").add("/stop_sequence");
        }
        return body;
    }

    private static void setUnlessEmpty(ObjectNode body, String name, JsonNode value) {
        if (!value.isEmpty()) {
            body.set(name, value);
        }
    }

    private static void refuseUntold(Sampling sampling) {
        if (sampling.seed().isPresent()) {
            throw untold("seed");
        }
        // A penalty of nothing is none.
        if (sampling.frequencyPenalty().filter(value -> value.signum() != 0).isPresent()) {
            throw untold("frequency_penalty");
        }
        if (sampling.presencePenalty().filter(value -> value.signum() != 0).isPresent()) {
            throw untold("presence_penalty");
        }
        if (sampling.temperature()
                .filter(value -> value.compareTo(BigDecimal.ONE) > 0)
                .isPresent()) {
            throw AlfredException.invalid(
                    "temperature",
                    "Bedrock takes a temperature of at most 1",
                    "send a temperature from 0 to 1");
        }
    }

    private static AlfredException untold(String field) {
        return AlfredException.invalid(
                field, "Bedrock's Converse has no place for " + field, "leave " + field + " out");
    }

    private static ObjectNode inferenceConfig(Sampling sampling) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        sampling.maxOutputTokens().ifPresent(tokens -> config.put("maxTokens", tokens));
        sampling.temperature().ifPresent(value -> config.put("temperature", value));
        sampling.topP().ifPresent(value -> config.put("topP", value));
        if (!sampling.stop().isEmpty()) {
            ArrayNode stop = config.putArray("stopSequences");
            sampling.stop().forEach(stop::add);
        }
        return config;
    }

    private static Optional<ObjectNode> outputConfig(AnswerFormat format) {
        return switch (format) {
            case AnswerFormat.PlainText text -> Optional.empty();
            case AnswerFormat.JsonObject object ->
                    throw AlfredException.invalid(
                            "response_format",
                            "Bedrock has no way to ask for JSON without a schema",
                            "send a JSON schema in response_format");
            case AnswerFormat.JsonSchema schema -> {
                ObjectNode config = JsonNodeFactory.instance.objectNode();
                ObjectNode definition =
                        config.putObject("textFormat")
                                .put("type", "json_schema")
                                .putObject("structure")
                                .putObject("jsonSchema")
                                .put("schema", schema.schema())
                                .put("name", schema.name());
                schema.description().ifPresent(text -> definition.put("description", text));
                yield Optional.of(config);
            }
        };
    }

    @Override
    public Optional<Answer> answer(JsonNode body) {
        return ConverseAnswer.read(body);
    }

    @Override
    public Optional<ProviderError> error(JsonNode body) {
        return ConverseError.in(body, Optional.empty());
    }

    /**
     * The error in a body with an error status.
     *
     * @param errorType the header {@code x-amzn-ErrorType}, which most bodies do not repeat
     */
    @Override
    public Optional<ProviderError> error(JsonNode body, Optional<String> errorType) {
        return ConverseError.in(body, errorType);
    }

    @Override
    public EventReader reader() {
        return new ConverseReader();
    }
}
