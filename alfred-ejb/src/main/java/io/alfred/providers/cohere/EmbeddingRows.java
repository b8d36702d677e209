package io.alfred.providers.cohere;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.alfred.providers.cohere.CohereEmbeddings.Asked;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Copies vectors from one shape into the other as they are read: as a tree they would take many
 * times their bytes. Numbers keep their digits.
 */
final class EmbeddingRows {
    // The body is bounded before it is read, so its strings need no bound.
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .build())
                                    .build())
                    .build();

    /** Numbers of one vector; no model has a tenth of it. */
    private static final int DIMENSIONS_MAX = 65_536;

    private final Asked asked;
    private final JsonParser parser;
    private final JsonGenerator answer;
    private final ByteBuffer floats;
    private int rows;
    private boolean found;
    private JsonNode meta = JsonNodeFactory.instance.missingNode();

    private EmbeddingRows(Asked asked, JsonParser parser, JsonGenerator answer) {
        this.asked = asked;
        this.parser = parser;
        this.answer = answer;
        int capacity = asked.base64() ? DIMENSIONS_MAX * Float.BYTES : 0;
        this.floats = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    static Optional<byte[]> translate(byte[] body, Asked asked) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.max(64, body.length));
        try (JsonParser parser = MAPPER.createParser(body);
                JsonGenerator answer = MAPPER.createGenerator(bytes)) {
            new EmbeddingRows(asked, parser, answer).copy();
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(bytes.toByteArray());
    }

    private void copy() throws IOException {
        answer.writeStartObject();
        answer.writeStringField("object", "list");
        answer.writeArrayFieldStart("data");
        require(parser.nextToken() == JsonToken.START_OBJECT);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("embeddings") && value == JsonToken.START_OBJECT) {
                embeddings();
            } else if (name.equals("meta")) {
                meta = parser.readValueAsTree();
            } else {
                parser.skipChildren();
            }
        }
        require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
        require(found && rows == asked.texts());
        answer.writeEndArray();
        answer.writeStringField("model", asked.model());
        OptionalLong tokens = CohereUsage.count(meta.path("billed_units").path("input_tokens"));
        if (tokens.isPresent()) {
            answer.writeObjectFieldStart("usage");
            answer.writeNumberField("prompt_tokens", tokens.getAsLong());
            answer.writeNumberField("total_tokens", tokens.getAsLong());
            answer.writeEndObject();
        }
        answer.writeEndObject();
    }

    private void embeddings() throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean vectors = parser.currentName().equals("float");
            if (vectors && parser.nextToken() == JsonToken.START_ARRAY) {
                require(!found);
                found = true;
                while (parser.nextToken() == JsonToken.START_ARRAY) {
                    row();
                }
                require(parser.currentToken() == JsonToken.END_ARRAY);
            } else {
                if (!vectors) {
                    parser.nextToken();
                }
                parser.skipChildren();
            }
        }
        require(parser.currentToken() == JsonToken.END_OBJECT);
    }

    private void row() throws IOException {
        answer.writeStartObject();
        answer.writeStringField("object", "embedding");
        answer.writeNumberField("index", rows++);
        answer.writeFieldName("embedding");
        floats.clear();
        if (!asked.base64()) {
            answer.writeStartArray();
        }
        int numbers = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require(parser.currentToken().isNumeric() && ++numbers <= DIMENSIONS_MAX);
            if (asked.base64()) {
                float number = Float.parseFloat(parser.getText());
                require(Float.isFinite(number));
                floats.putFloat(number);
            } else {
                answer.writeNumber(parser.getText());
            }
        }
        if (asked.base64()) {
            byte[] packed = new byte[floats.flip().remaining()];
            floats.get(packed);
            answer.writeString(Base64.getEncoder().encodeToString(packed));
        } else {
            answer.writeEndArray();
        }
        answer.writeEndObject();
    }

    private static void require(boolean holds) throws IOException {
        if (!holds) {
            throw new IOException("not the answer that was asked for");
        }
    }
}
