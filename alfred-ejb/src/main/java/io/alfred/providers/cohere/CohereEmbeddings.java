package io.alfred.providers.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.ExactJson;
import io.alfred.providers.dialogue.ProviderWire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Embeddings of OpenAI's shape by Cohere's {@code /v2/embed}.
 *
 * <p>Cohere embeds texts by what they are for. A client says so in {@code input_type}, a field that
 * OpenAI does not have; without it, texts are embedded as documents to be searched.
 */
public final class CohereEmbeddings {
    /** Texts of one request. */
    public static final int TEXTS_MAX = 96;

    private static final String PATH = "/v2/embed";
    private static final String INPUT = "input";
    private static final String INPUT_TYPE = "input_type";
    private static final String TRUNCATE = "truncate";
    private static final String ENCODING = "encoding_format";
    private static final String DIMENSIONS = "dimensions";
    private static final String BASE64 = "base64";

    /** {@code user} is a hint for abuse checks, for which Cohere has no place. */
    private static final Set<String> FIELDS =
            Set.of("model", INPUT, INPUT_TYPE, TRUNCATE, ENCODING, DIMENSIONS, "user");

    private static final List<String> PURPOSES =
            List.of("search_document", "search_query", "classification", "clustering");
    private static final List<String> TRUNCATIONS = List.of("NONE", "START", "END");
    private static final List<String> ENCODINGS = List.of("float", BASE64);

    /**
     * What an answer has to be like.
     *
     * @param model the client's name of the model
     * @param base64 whether vectors are base64 of little-endian 32-bit floats, not lists
     * @param texts how many vectors there have to be
     */
    public record Asked(String model, boolean base64, int texts) {}

    /**
     * What is sent.
     *
     * @param request as read by {@link ExactJson}
     * @param model Cohere's name of it
     * @throws AlfredException {@code INVALID_REQUEST} with the field that is malformed, or that
     *     Cohere has no place for
     */
    public ProviderWire.Request request(ObjectNode request, String model) {
        request.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!FIELDS.contains(name)) {
                                throw AlfredException.invalid(
                                        name,
                                        "Cohere's embeddings have no place for " + name,
                                        "leave " + name + " out");
                            }
                        });
        encoding(request);
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", model);
        ArrayNode texts = body.putArray("texts");
        texts(request).forEach(texts::add);
        body.put(INPUT_TYPE, choice(request, INPUT_TYPE, PURPOSES).orElse(PURPOSES.getFirst()));
        body.putArray("embedding_types").add("float");
        JsonNode dimensions = request.path(DIMENSIONS);
        if (given(dimensions)) {
            if (!dimensions.isIntegralNumber()
                    || !dimensions.canConvertToInt()
                    || dimensions.intValue() < 1) {
                throw AlfredException.invalid(
                        DIMENSIONS,
                        "dimensions is not a whole number above 0",
                        "send a size that the model has, such as 1024");
            }
            body.put("output_dimension", dimensions.intValue());
        }
        choice(request, TRUNCATE, TRUNCATIONS).ifPresent(value -> body.put(TRUNCATE, value));
        return new ProviderWire.Request(
                PATH, Map.of("Accept", "application/json"), ExactJson.write(body));
    }

    /** What {@link #answer} needs of a request that {@link #request} took. */
    public Asked asked(ObjectNode request) {
        return new Asked(
                request.path("model").asText(),
                encoding(request).equals(BASE64),
                texts(request).size());
    }

    private static String encoding(ObjectNode request) {
        return choice(request, ENCODING, ENCODINGS).orElse("float");
    }

    private static boolean given(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }

    private static List<String> texts(ObjectNode request) {
        JsonNode input = request.path(INPUT);
        if (input.isTextual()) {
            return List.of(input.textValue());
        }
        if (!input.isArray() || input.isEmpty()) {
            throw AlfredException.invalid(
                    INPUT, "input is neither a text nor a list of texts", "send at least one text");
        }
        if (input.path(0).isNumber() || input.path(0).isArray()) {
            throw AlfredException.invalid(
                    INPUT,
                    "Cohere's models do not read OpenAI's token numbers",
                    "send input as text");
        }
        if (input.size() > TEXTS_MAX) {
            throw AlfredException.invalid(
                    INPUT,
                    "Cohere embeds at most " + TEXTS_MAX + " texts at a time, not " + input.size(),
                    "send " + TEXTS_MAX + " or fewer in a request");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : input) {
            if (!text.isTextual()) {
                throw AlfredException.invalid(
                        INPUT + "[" + texts.size() + "]",
                        "an element of input is not a text",
                        "send texts only");
            }
            texts.add(text.textValue());
        }
        return texts;
    }

    private static Optional<String> choice(ObjectNode request, String field, List<String> allowed) {
        JsonNode value = request.path(field);
        if (!given(value)) {
            return Optional.empty();
        }
        if (!value.isTextual() || !allowed.contains(value.textValue())) {
            throw AlfredException.invalid(
                    field,
                    field + " is none of " + String.join(", ", allowed),
                    "send one of these, or leave " + field + " out");
        }
        return Optional.of(value.textValue());
    }

    /**
     * The answer in OpenAI's shape; empty when the body is no answer to what was asked. Without a
     * believable count it has no {@code usage}.
     */
    public Optional<byte[]> answer(byte[] body, Asked asked) {
        return EmbeddingRows.translate(body, asked);
    }
}
