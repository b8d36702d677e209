package io.alfred.providers.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.ExactJson;
import io.alfred.providers.dialogue.CacheStay;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.Turn;
import io.alfred.providers.dialogue.Part;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Writes {@code messages} and {@code system}.
 *
 * <p>Roles must alternate there, so turns of the same role become one message. Blank texts are
 * refused there and say nothing, so they are left out.
 */
final class ConverseMessages {
    private final ModelFamily family;
    private final CachePoints points;
    private final ConverseMedia media = new ConverseMedia();

    ConverseMessages(ModelFamily family, CachePoints points) {
        this.family = family;
        this.points = points;
    }

    ArrayNode system(List<Part.Text> texts) {
        ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
        texts.forEach(text -> text(text.text(), text.stay(), blocks));
        return blocks;
    }

    ArrayNode messages(Dialogue dialogue) {
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        for (Turn turn : dialogue.turns()) {
            ArrayNode content = JsonNodeFactory.instance.arrayNode();
            turn.parts().forEach(part -> block(part, content));
            String role = turn.role().name().toLowerCase(Locale.ROOT);
            JsonNode last = messages.path(messages.size() - 1);
            if (content.isEmpty()) {
                continue;
            }
            if (last.path("role").asText().equals(role)) {
                ((ArrayNode) last.path("content")).addAll(content);
            } else {
                messages.addObject().put("role", role).set("content", content);
            }
        }
        if (messages.isEmpty()) {
            throw AlfredException.invalid(
                    "messages", "the messages say nothing", "send at least one with a text");
        }
        return messages;
    }

    private void block(Part part, ArrayNode content) {
        switch (part) {
            case Part.Text text -> text(text.text(), text.stay(), content);
            case Part.Refusal refusal -> text(refusal.text(), CacheStay.UNMARKED, content);
            case Part.Image image -> {
                content.add(media.image(image));
                points.inContent(image.stay(), content);
            }
            case Part.Document document -> {
                content.add(media.document(document));
                points.inContent(document.stay(), content);
            }
            case Part.Audio audio -> content.add(media.audio(audio));
            case Part.ToolCall call ->
                    content.addObject()
                            .putObject("toolUse")
                            .put("toolUseId", call.id())
                            .put("name", call.name())
                            .putRawValue("input", input(call));
            case Part.ToolResult result -> {
                content.add(toolResult(result));
                points.inContent(result.stay(), content);
            }
            case Part.Reasoned reasoned -> reasoned(reasoned, content);
            case Part.Sealed sealed ->
                    content.addObject()
                            .putObject("reasoningContent")
                            .put("redactedContent", sealed.data());
        }
    }

    private void text(String text, CacheStay stay, ArrayNode content) {
        if (!text.isBlank()) {
            content.addObject().put("text", text);
        }
        if (!content.isEmpty()) {
            points.inContent(stay, content);
        }
    }

    /**
     * Claude wants its reasoning back with the signature that proves it, and does without what it
     * thought in earlier turns; unsigned reasoning is left out, as it would be refused.
     */
    private void reasoned(Part.Reasoned reasoned, ArrayNode content) {
        if (family == ModelFamily.ANTHROPIC && reasoned.signature().isEmpty()) {
            return;
        }
        ObjectNode text =
                content.addObject()
                        .putObject("reasoningContent")
                        .putObject("reasoningText")
                        .put("text", reasoned.text());
        reasoned.signature().ifPresent(signature -> text.put("signature", signature));
    }

    private static RawValue input(Part.ToolCall call) {
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        try {
            JsonNode read = ExactJson.readObject(arguments.getBytes(StandardCharsets.UTF_8));
            return new RawValue(read.isEmpty() ? "{}" : arguments);
        } catch (AlfredException e) {
            throw AlfredException.invalid(
                    "messages",
                    "the arguments of the tool call \"" + call.id() + "\" are not a JSON object",
                    "send back the arguments as the model wrote them");
        }
    }

    private ObjectNode toolResult(Part.ToolResult result) {
        ObjectNode block = JsonNodeFactory.instance.objectNode();
        ObjectNode told = block.putObject("toolResult").put("toolUseId", result.callId());
        ArrayNode content = told.putArray("content");
        for (Part part : result.content()) {
            switch (part) {
                case Part.Text text -> {
                    if (!text.text().isBlank()) {
                        content.addObject().put("text", text.text());
                    }
                }
                case Part.Image image -> content.add(media.image(image));
                case Part.Document document -> content.add(media.document(document));
                case Part.Audio audio -> throw noResult();
                case Part.ToolCall call -> throw noResult();
                case Part.ToolResult nested -> throw noResult();
                case Part.Reasoned reasoned -> throw noResult();
                case Part.Sealed sealed -> throw noResult();
                case Part.Refusal refusal -> throw noResult();
            }
        }
        if (result.failed()) {
            told.put("status", "error");
        }
        return block;
    }

    private static AlfredException noResult() {
        return AlfredException.invalid(
                "messages",
                "Bedrock takes texts, images and documents as a tool's result, and nothing else",
                "send the result as text");
    }
}
