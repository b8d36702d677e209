package io.alfred.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Embeddings of {@code sandbox/embedding}: the same input always gets the same vector of length 1;
 * what it means plays no part.
 */
final class SandboxVectors {
    static final int DIMENSIONS_DEFAULT = 256;
    static final int DIMENSIONS_MAX = 3_072;

    private SandboxVectors() {}

    static ProviderReply answer(ProviderCall call) {
        JsonNode input = call.request().path("input");
        int dimensions = dimensions(call.request());
        boolean base64 = call.request().path("encoding_format").asText().equals("base64");
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("object", "list");
        boolean one = !input.isArray() || input.path(0).isNumber();
        int count = one ? 1 : input.size();
        for (int i = 0; i < count; i++) {
            JsonNode text = one ? input : input.path(i);
            ObjectNode item =
                    body.withArray("data").addObject().put("object", "embedding").put("index", i);
            float[] vector = vector(text.toString(), dimensions);
            if (base64) {
                item.put("embedding", base64(vector));
            } else {
                for (float each : vector) {
                    item.withArray("embedding").add(each);
                }
            }
        }
        body.put("model", call.model().id());
        body.putObject("usage")
                .put("prompt_tokens", call.promptTokens())
                .put("total_tokens", call.promptTokens());
        return new ProviderReply.Whole(
                200,
                Map.of("content-type", "application/json"),
                ExactJson.write(body),
                Optional.of(TokenUsage.reported(call.promptTokens(), 0)),
                "");
    }

    private static int dimensions(ObjectNode request) {
        JsonNode asked = request.path("dimensions");
        if (asked.isMissingNode() || asked.isNull()) {
            return DIMENSIONS_DEFAULT;
        }
        return asked.canConvertToInt()
                ? Math.clamp(asked.intValue(), 1, DIMENSIONS_MAX)
                : DIMENSIONS_DEFAULT;
    }

    private static float[] vector(String text, int dimensions) {
        Random random = new Random(text.hashCode());
        float[] vector = new float[dimensions];
        double squares = 0;
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) random.nextGaussian();
            squares += vector[i] * vector[i];
        }
        float length = (float) Math.sqrt(squares);
        for (int i = 0; i < dimensions; i++) {
            vector[i] /= length;
        }
        return vector;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float each : vector) {
            bytes.putFloat(each);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
