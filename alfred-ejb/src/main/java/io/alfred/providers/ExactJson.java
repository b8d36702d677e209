package io.alfred.providers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
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
    /** Levels of lists and objects in one another. */
    static final int DEPTH_MAX = 1000;

    /** Characters of one number. */
    static final int NUMBER_CHARS_MAX = 1000;

    /** Brackets, names and values: what a tree takes of memory depends on them. */
    static final int TOKENS_MAX = 1_000_000;

    /** How Jackson begins to say that a field, in single quotes, came twice. */
    private static final String DUPLICATE = "Duplicate field '";

    // A body is bounded before it is read, so its strings, such as images, need no bound.
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    // a pool by thread serves no second call of virtual ones
                                    .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .maxNumberLength(NUMBER_CHARS_MAX)
                                                    .maxTokenCount(TOKENS_MAX)
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .build())
                                    // what is not UTF-8 would be read here and not upstream
                                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
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
        if (body.length == 0) {
            throw notJson("the body is missing");
        }
        JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw explain(e);
        } catch (IOException | NumberFormatException e) {
            throw notJson("the body is not valid JSON");
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw notJson("the body is not a JSON object");
    }

    private static AlfredException explain(JsonProcessingException e) {
        String at =
                e.getLocation() == null
                        ? ""
                        : " (line "
                                + e.getLocation().getLineNr()
                                + ", column "
                                + e.getLocation().getColumnNr()
                                + ")";
        String reason = e.getOriginalMessage();
        if (e instanceof StreamConstraintsException) {
            return notJson(beyond(reason) + at);
        }
        if (reason.startsWith(DUPLICATE)) {
            String key = reason.substring(DUPLICATE.length(), reason.lastIndexOf('\''));
            return notJson("the body has the key \"" + key + "\" twice in one object" + at).at(key);
        }
        return notJson("the body is not valid JSON" + at);
    }

    private static String beyond(String reason) {
        if (reason.startsWith("Document nesting depth")) {
            return "the body is nested deeper than " + DEPTH_MAX + " levels";
        }
        return reason.startsWith("Token count")
                ? "the body has more than " + TOKENS_MAX + " brackets, names and values"
                : "a number or a name in the body is too long";
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
