package io.alfred.providers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * JSON that survives reading and writing: numbers beyond 2^53, decimal places and key order.
 *
 * <p>Duplicate keys are refused, because two readers may disagree on which of two {@code
 * max_tokens} counts.
 */
public final class ExactJson {
    // A body is bounded before it is read, so its strings, such as images, need no bound.
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .build())
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private ExactJson() {}

    /**
     * Reads a request body.
     *
     * @throws AlfredException {@code INVALID_REQUEST} when it is not one JSON object
     */
    public static ObjectNode readObject(byte[] body) {
        JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw notJson(
                    "the body is not valid JSON"
                            + (e.getLocation() == null
                                    ? ""
                                    : " (line "
                                            + e.getLocation().getLineNr()
                                            + ", column "
                                            + e.getLocation().getColumnNr()
                                            + ")"));
        } catch (IOException e) {
            throw notJson("the body is not valid JSON");
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw notJson("the body is not a JSON object");
    }

    private static AlfredException notJson(String message) {
        return new AlfredException(
                ErrorCode.INVALID_REQUEST,
                message,
                "send one JSON object, without duplicate keys, in UTF-8");
    }

    /** Writes a node in UTF-8, keys in their order, numbers as they were. */
    public static byte[] write(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
