package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue.Role;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads the blocks of a message. */
final class MessageBlocks {
    private MessageBlocks() {}

    static Part read(Fields block, Role role) {
        String type = block.requiredText("type");
        return switch (role) {
            case USER -> user(block, type);
            case ASSISTANT -> assistant(block, type);
        };
    }

    private static Part user(Fields block, String type) {
        return type.equals("tool_result") ? result(block) : shown(block, type);
    }

    /** What users show, and functions too. */
    private static Part shown(Fields block, String type) {
        return switch (type) {
            case "text" -> text(block);
            case "image" -> image(block);
            case "document" -> document(block);
            default -> throw unknown(block, type);
        };
    }

    private static Part assistant(Fields block, String type) {
        return switch (type) {
            case "text" -> text(block);
            case "thinking" -> {
                Optional<String> signature = block.text("signature");
                yield new Part.Reasoned(
                        ChatContent.text(block, "thinking"),
                        signature.filter(text -> !text.isEmpty()));
            }
            case "redacted_thinking" -> new Part.Sealed(block.requiredText("data"));
            case "tool_use" -> call(block);
            default -> throw unknown(block, type);
        };
    }

    private static AlfredException unknown(Fields block, String type) {
        return block.wrong(
                "type",
                Fields.quoted(type) + " cannot be told to this model's provider",
                block.orElse("leave the block out"));
    }

    /** Where an earlier answer cited from is for its reader, not for the model. */
    static Part.Text text(Fields block) {
        block.hints("citations");
        return new Part.Text(ChatContent.text(block, "text"), CacheMark.anthropic(block));
    }

    private static Part image(Fields block) {
        Fields source = block.requiredObject("source");
        if (source.text("type").filter("text"::equals).isPresent()) {
            throw source.wrong("type", "is no picture", "send the text in a block of its own");
        }
        return new Part.Image(
                MediaSource.picture(source, "media_type", media(source, "image")),
                Optional.empty(),
                CacheMark.anthropic(block));
    }

    private static Part document(Fields block) {
        block.only("citations", MessageBlocks::off);
        block.refuse("context", "send it as a text block before the document");
        return new Part.Document(
                media(block.requiredObject("source"), "document"),
                block.text("title"),
                CacheMark.anthropic(block));
    }

    private static boolean off(JsonNode citations) {
        return citations.isObject()
                && (!citations.hasNonNull("enabled") || citations.path("enabled").isBoolean())
                && !citations.path("enabled").booleanValue();
    }

    private static Media media(Fields source, String what) {
        String type = source.requiredText("type");
        Media media =
                switch (type) {
                    case "base64" ->
                            MediaSource.inline(
                                    source,
                                    "data",
                                    source.requiredText("media_type"),
                                    source.requiredText("data"));
                    case "text" -> plain(source);
                    case "url" -> MediaSource.url(source, "url");
                    case "file" -> new Media.Stored(source.requiredText("file_id"));
                    default ->
                            throw source.wrong(
                                    "type",
                                    Fields.quoted(type) + " has no place elsewhere",
                                    source.orElse("send the " + what + " as base64 or url"));
                };
        source.done();
        return media;
    }

    private static Media plain(Fields source) {
        source.onlyWord("media_type", "text/plain");
        byte[] text = ChatContent.text(source, "data").getBytes(StandardCharsets.UTF_8);
        return new Media.Inline("text/plain", Base64.getEncoder().encodeToString(text));
    }

    /** A mark here is left out: calls carry none elsewhere, and it changes no answer. */
    private static Part call(Fields block) {
        CacheMark.anthropic(block);
        block.only("caller", caller -> caller.path("type").asText().equals("direct"));
        return new Part.ToolCall(
                block.requiredText("id"),
                block.requiredText("name"),
                block.json("input").orElse("{}"),
                CallSignature.in(block));
    }

    private static Part result(Fields block) {
        return new Part.ToolResult(
                block.requiredText("tool_use_id"),
                content(block),
                block.isSet("is_error"),
                CacheMark.anthropic(block));
    }

    private static List<Part> content(Fields block) {
        Optional<JsonNode> content = block.find("content");
        if (content.isEmpty()) {
            return List.of();
        }
        if (content.get().isTextual()) {
            return List.of(new Part.Text(content.get().textValue()));
        }
        List<Part> parts = new ArrayList<>();
        for (Fields part : block.elements(content.get(), "content")) {
            parts.add(shown(part, part.requiredText("type")));
            part.done();
        }
        return parts;
    }
}
