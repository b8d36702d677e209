package io.alfred.pricing;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.catalog.Model;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.Vocabulary;

import java.util.Map;
import java.util.Set;

/**
 * Counts the tokens of a request whose whole prompt is its {@code input}: embeddings, moderations.
 *
 * <p>Text in an OpenAI vocabulary and lists of tokens are exact. Other vocabularies get a margin
 * for what the model puts around each text, and fields that Alfred does not know count as their
 * JSON.
 */
final class InputCount {
    private static final String INPUT = "input";

    /** Added to each text in another vocabulary: start, end and instruction marks. */
    private static final int FOREIGN_TEXT_TOKENS = 16;

    private static final Set<String> KNOWN_FIELDS =
            Set.of("model", INPUT, "dimensions", "encoding_format", "user");

    private final Model model;
    private final ModelPrice price;
    private final RequestFields request;

    InputCount(Model model, ModelPrice price, RequestFields request) {
        this.model = model;
        this.price = price;
        this.request = request;
    }

    /** A text, texts, a list of tokens, or lists of tokens. */
    long embeddings() {
        JsonNode input = input("send the text, texts or tokens to embed");
        long tokens = others();
        if (!input.isArray()) {
            return tokens + text(RequestFields.text(input, INPUT));
        }
        if (input.get(0).isIntegralNumber()) {
            return tokens + tokens(input, INPUT);
        }
        int index = 0;
        for (JsonNode each : input) {
            String path = path(index++);
            tokens += each.isArray() ? tokens(each, path) : text(RequestFields.text(each, path));
        }
        return tokens;
    }

    /** A text, texts, or parts of text and images. */
    long moderations() {
        JsonNode input = input("send the text, texts or parts to check");
        long tokens = others();
        if (!input.isArray()) {
            return tokens + text(RequestFields.text(input, INPUT));
        }
        int index = 0;
        for (JsonNode each : input) {
            String path = path(index++);
            tokens +=
                    each.isTextual()
                            ? text(each.textValue())
                            : part(RequestFields.object(each, path));
        }
        return tokens;
    }

    private JsonNode input(String fix) {
        JsonNode input =
                request.find(INPUT)
                        .orElseThrow(() -> RequestFields.wrong(INPUT, "is missing", fix));
        if (input.isArray() && input.isEmpty()) {
            throw RequestFields.wrong(INPUT, "is empty", fix);
        }
        return input;
    }

    private static String path(int index) {
        return INPUT + "[" + index + "]";
    }

    private long text(String text) {
        long margin = model.vocabulary() == Vocabulary.UTF8_BYTES ? FOREIGN_TEXT_TOKENS : 0;
        return margin + TokenCounter.count(model.vocabulary(), text);
    }

    private static long tokens(JsonNode list, String path) {
        int index = 0;
        for (JsonNode token : list) {
            if (!token.isIntegralNumber() || token.bigIntegerValue().signum() < 0) {
                throw RequestFields.wrong(
                        path + "[" + index + "]", "is not a token", "send the token's number");
            }
            index++;
        }
        return list.size();
    }

    private long part(RequestFields part) {
        return switch (part.text("type").orElse("")) {
            case "text" -> text(part.text("text").orElse(""));
            case "image_url" -> image(part);
            default ->
                    throw RequestFields.wrong(
                            part.path("type"),
                            "is neither text nor image_url",
                            "send text or images");
        };
    }

    private long image(RequestFields part) {
        if (!price.countsTokens()) {
            return 0;
        }
        long most = Math.max(model.imageTokensMax(), model.contextTokens());
        if (most == 0) {
            throw RequestFields.wrong(
                    part.path("type"),
                    "is an image, which has no bound in tokens here",
                    "send text, or price the model with --context-tokens");
        }
        return model.imageTokensMax() > 0 ? model.imageTokensMax() : most;
    }

    /** Fields that Alfred does not know and that may reach the model. */
    private long others() {
        long tokens = 0;
        for (Map.Entry<String, JsonNode> field : request.object().properties()) {
            JsonNode value = field.getValue();
            if (!KNOWN_FIELDS.contains(field.getKey())
                    && (value.isContainerNode() || value.isTextual())) {
                tokens += PromptCount.json(model, value);
            }
        }
        return tokens;
    }
}
