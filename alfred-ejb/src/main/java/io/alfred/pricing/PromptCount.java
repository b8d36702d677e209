package io.alfred.pricing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Model;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.AlfredException;

import java.util.Map;
import java.util.Set;

/**
 * Counts the prompt tokens of one chat request.
 *
 * <p>Plain text in an OpenAI vocabulary follows OpenAI's published rule and is exact: 3 tokens per
 * message, the tokens of role, content and name, 1 for a name, and 3 for the reply. Everything that
 * the provider renders in a way of its own (tools, schemas, unknown fields) counts as its JSON with
 * a margin per value, and an image as the most one can count for. Documents and sound have bounds
 * of their own.
 */
final class PromptCount {
    private static final int MESSAGE_TOKENS = 3;
    private static final int NAME_TOKENS = 1;
    private static final int REPLY_TOKENS = 3;

    /** Templates of other vocabularies: the widest seen take about ten tokens a message. */
    private static final int FOREIGN_MESSAGE_TOKENS = 16;

    /** … and start with a system text of their own of some forty tokens. */
    private static final int FOREIGN_START_TOKENS = 128;

    /** Margin for each value of a JSON text, however the provider renders it. */
    private static final int JSON_VALUE_TOKENS = 4;

    /** Margin for each tool or schema, and for the first one's preamble. */
    private static final int TOOL_TOKENS = 32;

    /** The text that introduces tools elsewhere; see {@link MessagesCount}. */
    static final int FOREIGN_TOOLS_TOKENS = 1_060;

    /** One more for each further part of a text, whose tokens may join differently. */
    private static final int PART_TOKENS = 1;

    private static final Set<String> COUNTED_FIELDS = Set.of("role", "content", "name");
    private static final Set<String> TOOL_TYPES = Set.of("function", "custom");

    private final Model model;
    private final boolean exact;
    private final PromptMedia media;
    private long tokens;

    private PromptCount(Model model) {
        this.model = model;
        this.exact = model.vocabulary() != Vocabulary.UTF8_BYTES;
        this.media = new PromptMedia(model);
    }

    /** Prompt tokens of a request, exact or an upper bound. */
    static PromptBound of(Model model, RequestFields request) {
        PromptCount count = new PromptCount(model);
        count.messages(request);
        count.settings(request.object());
        return count.media.with(count.tokens);
    }

    /** Upper bound for a JSON value that reaches the model in some rendering. */
    static long json(Model model, JsonNode node) {
        return TokenCounter.count(model.vocabulary(), node.toString())
                + JSON_VALUE_TOKENS * values(node);
    }

    private static long values(JsonNode node) {
        long values = 1;
        for (JsonNode child : node) {
            values += values(child);
        }
        return values;
    }

    private void messages(RequestFields request) {
        JsonNode messages =
                request.find("messages")
                        .orElseThrow(
                                () ->
                                        RequestFields.wrong(
                                                "messages",
                                                "is missing",
                                                "send the conversation as a list of messages"));
        RequestFields.requireArray(messages, "messages");
        if (messages.isEmpty()) {
            throw RequestFields.wrong("messages", "is empty", "send at least one message");
        }
        tokens += exact ? REPLY_TOKENS : FOREIGN_START_TOKENS;
        int index = 0;
        for (JsonNode message : messages) {
            message(RequestFields.object(message, "messages[" + index + "]"));
            index++;
        }
    }

    private void message(RequestFields message) {
        tokens += exact ? MESSAGE_TOKENS : FOREIGN_MESSAGE_TOKENS;
        tokens +=
                text(
                        message.text("role")
                                .orElseThrow(
                                        () ->
                                                RequestFields.wrong(
                                                        message.path("role"),
                                                        "is missing",
                                                        "send a role such as user")));
        message.text("name").ifPresent(name -> tokens += text(name) + NAME_TOKENS);
        message.find("content").ifPresent(content -> content(content, message.path("content")));
        message.find("audio").ifPresent(audio -> media.keptAudio(message.path("audio")));
        for (Map.Entry<String, JsonNode> field : message.object().properties()) {
            if (!COUNTED_FIELDS.contains(field.getKey()) && !field.getValue().isNull()) {
                tokens += text(field.getKey()) + json(model, field.getValue());
            }
        }
    }

    private void content(JsonNode content, String path) {
        if (content.isTextual()) {
            tokens += text(content.textValue());
            return;
        }
        if (!content.isArray()) {
            throw RequestFields.wrong(
                    path, "is neither a string nor a list of parts", "send text or parts");
        }
        int index = 0;
        for (JsonNode part : content) {
            tokens += index == 0 ? 0 : PART_TOKENS;
            part(RequestFields.object(part, path + "[" + index + "]"));
            index++;
        }
    }

    private void part(RequestFields part) {
        String type = part.text("type").orElse("");
        switch (type) {
            case "text", "refusal" -> tokens += text(required(part, type));
            case "image_url" -> image(part);
            case "input_audio" -> media.inputAudio(part);
            case "file" ->
                    media.file(
                            part,
                            part.find("file")
                                    .map(file -> RequestFields.object(file, part.path("file"))));
            default -> throw unpriced(part.path("type"), "a part of this type");
        }
    }

    private void image(RequestFields part) {
        JsonNode image =
                part.find("image_url")
                        .orElseThrow(
                                () ->
                                        RequestFields.wrong(
                                                part.path("image_url"),
                                                "is missing",
                                                "send {\"url\": …}"));
        if (!image.isTextual()) {
            required(RequestFields.object(image, part.path("image_url")), "url");
        }
        media.image(part);
    }

    private static String required(RequestFields fields, String name) {
        return fields.text(name)
                .orElseThrow(
                        () ->
                                RequestFields.wrong(
                                        fields.path(name), "is missing", "send it as a string"));
    }

    private long text(String text) {
        return TokenCounter.count(model.vocabulary(), text);
    }

    /** What else of the request reaches the model. */
    private void settings(ObjectNode request) {
        for (Map.Entry<String, JsonNode> field : request.properties()) {
            JsonNode value = field.getValue();
            if (value.isNull() || OutputBound.FIELDS.contains(field.getKey())) {
                continue;
            }
            switch (field.getKey()) {
                case "messages" -> {}
                case "tools", "functions" -> tools(field.getKey(), value);
                case "response_format" -> tokens += TOOL_TOKENS + json(model, value);
                default ->
                        tokens +=
                                value.isContainerNode() || value.isTextual()
                                        ? json(model, value)
                                        : 0;
            }
        }
    }

    private void tools(String name, JsonNode tools) {
        RequestFields.requireArray(tools, name);
        tokens += exact ? TOOL_TOKENS : FOREIGN_TOOLS_TOKENS;
        int index = 0;
        for (JsonNode tool : tools) {
            RequestFields fields = RequestFields.object(tool, name + "[" + index + "]");
            boolean billedApart =
                    name.equals("tools")
                            && !TOOL_TYPES.contains(fields.text("type").orElse("function"));
            if (billedApart) {
                throw unpriced(fields.path("type"), "a tool that the provider runs");
            }
            tokens += TOOL_TOKENS + json(model, tool);
            index++;
        }
    }

    private static AlfredException unpriced(String path, String what) {
        return RequestFields.wrong(
                path,
                "is " + what + ", which has no price here",
                "send text, images, files or sound");
    }
}
