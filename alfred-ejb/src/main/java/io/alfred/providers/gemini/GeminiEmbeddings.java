package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ExactJson;
import io.alfred.providers.dialogue.ProviderWire.Request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * An OpenAI request for embeddings, told to {@code batchEmbedContents} of the Generative Language
 * API, and its answer told back. Vertex AI has other methods for it.
 */
public final class GeminiEmbeddings {
    /** Most texts of one request that Google takes. */
    public static final int INPUTS_MAX = 100;

    private static final String INPUT = "input";
    private static final String DIMENSIONS = "dimensions";
    private static final String FORMAT = "encoding_format";

    /** {@code user} is for abuse checks and changes no vector. */
    private static final Set<String> KNOWN = Set.of("model", INPUT, DIMENSIONS, FORMAT, "user");

    private final List<String> inputs;
    private final OptionalInt dimensions;
    private final boolean base64;

    private GeminiEmbeddings(List<String> inputs, OptionalInt dimensions, boolean base64) {
        this.inputs = List.copyOf(inputs);
        this.dimensions = dimensions;
        this.base64 = base64;
    }

    /**
     * An answer in OpenAI's shape.
     *
     * @param usage what Google reported, which {@code body} then repeats; empty when it did not
     */
    public record Embedded(byte[] body, Optional<TokenUsage> usage) {}

    /**
     * Reads what a client asks for.
     *
     * @throws AlfredException {@code INVALID_REQUEST} with the path of what is malformed, or what
     *     Google cannot be told
     */
    public static GeminiEmbeddings of(ObjectNode request) {
        for (Map.Entry<String, JsonNode> field : request.properties()) {
            if (!KNOWN.contains(field.getKey()) && !field.getValue().isNull()) {
                throw AlfredException.invalid(
                        field.getKey(),
                        "the provider has no place for \"" + field.getKey() + "\"",
                        "leave it out");
            }
        }
        return new GeminiEmbeddings(
                inputs(request.path(INPUT)),
                dimensions(request.path(DIMENSIONS)),
                base64(request.path(FORMAT)));
    }

    private static List<String> inputs(JsonNode input) {
        if (input.isTextual()) {
            return List.of(text(input, INPUT));
        }
        if (!input.isArray() || input.isEmpty() || input.size() > INPUTS_MAX) {
            throw AlfredException.invalid(
                    INPUT,
                    "the provider takes a text or a list of 1 to " + INPUTS_MAX + " texts",
                    "split longer lists into several requests");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < input.size(); i++) {
            texts.add(text(input.path(i), INPUT + "[" + i + "]"));
        }
        return texts;
    }

    private static String text(JsonNode node, String path) {
        if (!node.isTextual() || node.textValue().isEmpty()) {
            throw AlfredException.invalid(
                    path,
                    "the provider takes texts that are not empty, no tokens",
                    "send the text itself");
        }
        return node.textValue();
    }

    private static OptionalInt dimensions(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return OptionalInt.empty();
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1) {
            throw AlfredException.invalid(
                    DIMENSIONS, "dimensions is not a positive whole number", "send such as 768");
        }
        return OptionalInt.of(node.intValue());
    }

    private static boolean base64(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return false;
        }
        return switch (node.isTextual() ? node.textValue() : "") {
            case "float" -> false;
            case "base64" -> true;
            default ->
                    throw AlfredException.invalid(
                            FORMAT,
                            "encoding_format is neither \"float\" nor \"base64\"",
                            "send one of the two, or leave it out");
        };
    }

    /** What is sent to the Generative Language API. */
    public Request request(String model) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode requests = body.putArray("requests");
        for (String input : inputs) {
            ObjectNode one = requests.addObject().put("model", "models/" + model);
            one.putObject("content").putArray("parts").addObject().put("text", input);
            dimensions.ifPresent(count -> one.put("outputDimensionality", count));
        }
        return new Request(
                GeminiApi.GENERATIVE_LANGUAGE.path(model, "batchEmbedContents"),
                Map.of(),
                ExactJson.write(body));
    }

    /**
     * Google's answer in OpenAI's shape; empty when it is none, or has another number of vectors
     * than texts were sent.
     *
     * @param model as the client is to see it
     */
    public Optional<Embedded> answer(byte[] body, String model) {
        return new VectorCopy(inputs.size(), base64).of(body, model);
    }
}
