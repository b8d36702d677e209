package io.alfred.providers.gemini;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.gemini.GeminiEmbeddings.Embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies vectors from Google's answer into OpenAI's, digit by digit and without a tree, which would
 * take several times their bytes. In base64 they are floats of 32 bits, little-endian, as OpenAI's.
 */
final class VectorCopy {
    /** Most numbers of one vector. */
    static final int VALUES_MAX = 65_536;

    private static final JsonMapper MAPPER = JsonMapper.builder(new JsonFactory()).build();

    private final int vectors;
    private final boolean base64;
    private int copied;
    private int values;
    private Optional<TokenUsage> usage = Optional.empty();

    VectorCopy(int vectors, boolean base64) {
        this.vectors = vectors;
        this.base64 = base64;
    }

    Optional<Embedded> of(byte[] body, String model) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 256);
        try (JsonParser in = MAPPER.createParser(body);
                JsonGenerator answer = MAPPER.createGenerator(out)) {
            answer.writeStartObject();
            answer.writeStringField("object", "list");
            if (!copy(in, answer)) {
                return Optional.empty();
            }
            answer.writeStringField("model", model);
            if (usage.isPresent()) {
                answer.writeObjectFieldStart("usage");
                answer.writeNumberField("prompt_tokens", usage.get().prompt());
                answer.writeNumberField("total_tokens", usage.get().prompt());
                answer.writeEndObject();
            }
            answer.writeEndObject();
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(new Embedded(out.toByteArray(), usage));
    }

    private boolean copy(JsonParser in, JsonGenerator answer) throws IOException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        boolean seen = false;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            if (name.equals("embeddings")) {
                if (seen || value != JsonToken.START_ARRAY || !list(in, answer)) {
                    return false;
                }
                seen = true;
            } else if (name.equals("usageMetadata")) {
                JsonNode reported = in.readValueAsTree();
                usage = UsageMetadata.ofPrompt(reported);
            } else {
                in.skipChildren();
            }
        }
        return seen && in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null;
    }

    private boolean list(JsonParser in, JsonGenerator answer) throws IOException {
        answer.writeArrayFieldStart("data");
        while (in.nextToken() == JsonToken.START_OBJECT) {
            if (copied == vectors || !vector(in, answer)) {
                return false;
            }
            copied++;
        }
        answer.writeEndArray();
        return in.currentToken() == JsonToken.END_ARRAY && copied == vectors;
    }

    private boolean vector(JsonParser in, JsonGenerator answer) throws IOException {
        boolean seen = false;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            boolean numbers = in.currentName().equals("values");
            JsonToken value = in.nextToken();
            if (!numbers) {
                in.skipChildren();
                continue;
            }
            Optional<List<String>> texts = seen ? Optional.empty() : numbers(in, value);
            if (texts.isEmpty() || !write(texts.get(), answer)) {
                return false;
            }
            seen = true;
        }
        return seen;
    }

    /** As they are written; empty when they are no vector, or one of another length. */
    private Optional<List<String>> numbers(JsonParser in, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            boolean number = in.currentToken() != null && in.currentToken().isNumeric();
            if (!number || texts.size() == VALUES_MAX) {
                return Optional.empty();
            }
            texts.add(in.getText());
        }
        if (copied == 0) {
            values = texts.size();
        }
        return texts.isEmpty() || texts.size() != values ? Optional.empty() : Optional.of(texts);
    }

    private boolean write(List<String> numbers, JsonGenerator answer) throws IOException {
        ByteBuffer floats =
                ByteBuffer.allocate(numbers.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (String number : numbers) {
            float value = Float.parseFloat(number);
            if (!Float.isFinite(value)) {
                return false;
            }
            floats.putFloat(value);
        }
        answer.writeStartObject();
        answer.writeStringField("object", "embedding");
        answer.writeNumberField("index", copied);
        if (base64) {
            answer.writeFieldName("embedding");
            answer.writeBinary(floats.array());
        } else {
            answer.writeArrayFieldStart("embedding");
            for (String number : numbers) {
                answer.writeNumber(number);
            }
            answer.writeEndArray();
        }
        answer.writeEndObject();
        return true;
    }
}
