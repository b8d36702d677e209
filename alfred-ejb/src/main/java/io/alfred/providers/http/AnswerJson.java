package io.alfred.providers.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Optional;

/** Reads a provider's JSON. */
public final class AnswerJson {
    /** The member that holds an answer's elements. */
    public static final String DATA = "data";

    // Bodies and events are bounded before they are read, so their strings need no bound.
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    // a pool by thread serves no second call of virtual ones
                                    .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .build())
                                    .build())
                    .build();

    private static final JsonMapper EXACT =
            MAPPER.rebuild()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private AnswerJson() {}

    /** The same as {@link #parse(String)}, with every number as it is written. */
    public static @Nullable JsonNode exact(String text) {
        try {
            return EXACT.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    public static @Nullable JsonNode exact(byte[] body) {
        try {
            return EXACT.readTree(body);
        } catch (IOException e) {
            return null;
        }
    }

    /** The JSON in a text; null when there is none. */
    public static @Nullable JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    public static @Nullable JsonNode parse(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * An answer without what fills it: {@code data} is a list of as many empty objects as it has
     * elements. Vectors and images as trees would take several times their bytes.
     *
     * @return empty when it is no JSON object
     */
    public static Optional<JsonNode> outline(byte[] body) {
        ObjectNode outline = JsonNodeFactory.instance.objectNode();
        try (JsonParser parser = MAPPER.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals(DATA) && value == JsonToken.START_ARRAY) {
                    elements(parser, outline.putArray(DATA));
                } else {
                    outline.set(name, parser.readValueAsTree());
                }
            }
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null
                    ? Optional.of(outline)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void elements(JsonParser parser, ArrayNode list) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            parser.skipChildren();
            list.addObject();
        }
    }
}
