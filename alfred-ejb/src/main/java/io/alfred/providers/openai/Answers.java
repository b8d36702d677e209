package io.alfred.providers.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.ProviderReply.Refused;
import io.alfred.secrets.Secret;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a provider's JSON, and writes the one event that Alfred puts in its place. */
final class Answers {
    // Bodies and events are bounded before they are read, so their strings need no bound.
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .build())
                                    .build())
                    .build();

    /** The member that holds an answer's elements. */
    static final String DATA = "data";

    private static final Refused REPLACED =
            new Refused(
                    502,
                    "the provider failed while it was answering",
                    "upstream_error",
                    "upstream_failed",
                    null);

    private Answers() {}

    /** The JSON in a text; null when there is none. */
    static @Nullable JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    static @Nullable JsonNode parse(byte[] body) {
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
    static Optional<JsonNode> outline(byte[] body) {
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

    /** An error in the middle of a stream, in its own words only if it is about the request. */
    static byte[] errorEvent(JsonNode event, Optional<Secret> key) {
        Refused error =
                ProviderError.in(event)
                        .filter(ProviderError::callersMistake)
                        .map(found -> found.refused(400, key))
                        .orElse(REPLACED);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("message", error.message())
                .put("type", error.type())
                .put("code", error.code())
                .put("param", error.param());
        return ("data: " + body + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
