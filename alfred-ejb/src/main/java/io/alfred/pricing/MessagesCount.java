package io.alfred.pricing;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.catalog.Model;
import io.alfred.kernel.AlfredException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Bounds the prompt tokens of one request to Anthropic's messages.
 *
 * <p>Anthropic publishes neither vocabulary nor template, so every count is an upper bound: text by
 * the model's vocabulary, anything structured as its JSON with a margin, an image as the most one
 * can count for, a document that is no text as the model's whole context. A prompt never counts for
 * more than the model's context, which is refused.
 */
final class MessagesCount {
    /** Start of the template, and what introduces the system prompt. */
    private static final int START_TOKENS = 128;

    /** Margin for the template around a message. */
    private static final int MESSAGE_TOKENS = 16;

    /** Margin for the template around a block of content. */
    private static final int BLOCK_TOKENS = 8;

    /** The text that introduces tools: twice the widest published, 530 tokens (Claude 3 Opus). */
    private static final int TOOLS_TOKENS = 1_060;

    /** Margin for the template around a tool. */
    private static final int TOOL_TOKENS = 32;

    /**
     * A tool that Anthropic defines and the client runs: the widest published is computer use, 735
     * tokens and 499 of system prompt.
     */
    private static final int DEFINED_TOOL_TOKENS = 1_234;

    /** Tools that Anthropic defines and the client runs; all others are billed apart. */
    private static final Pattern DEFINED_TOOLS =
            Pattern.compile("(?:bash|text_editor|computer|memory)_[0-9]{8}");

    private final Model model;
    private final PromptMedia media;
    private long tokens = START_TOKENS;

    private MessagesCount(Model model) {
        this.model = model;
        this.media = new PromptMedia(model);
    }

    /**
     * Most prompt tokens of a request.
     *
     * @throws AlfredException {@code INVALID_REQUEST} with the path of a missing, mistyped or
     *     unpriced part
     */
    static PromptBound of(Model model, RequestFields request) {
        MessagesCount count = new MessagesCount(model);
        count.messages(request);
        request.find("system").ifPresent(system -> count.content(system, "system"));
        request.find("tools").ifPresent(count::tools);
        count.settings(request);
        // Anthropic's own contexts are known for sure, and it refuses what is longer.
        boolean surely = model.provider().equals("anthropic") && model.contextTokens() > 0;
        PromptBound bound = count.media.with(count.tokens);
        return surely ? bound.atMost(model.contextTokens()) : bound;
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
        for (int i = 0; i < messages.size(); i++) {
            message(RequestFields.object(messages.get(i), "messages[" + i + "]"));
        }
    }

    private void message(RequestFields message) {
        tokens += MESSAGE_TOKENS + text(required(message, "role", "send user or assistant"));
        JsonNode content =
                message.find("content")
                        .orElseThrow(
                                () ->
                                        RequestFields.wrong(
                                                message.path("content"),
                                                "is missing",
                                                "send text or a list of blocks"));
        content(content, message.path("content"));
    }

    private void content(JsonNode content, String path) {
        if (content.isTextual()) {
            tokens += BLOCK_TOKENS + text(content.textValue());
            return;
        }
        if (!content.isArray()) {
            throw RequestFields.wrong(
                    path, "is neither a string nor a list of blocks", "send text or blocks");
        }
        for (int i = 0; i < content.size(); i++) {
            tokens += BLOCK_TOKENS;
            block(RequestFields.object(content.get(i), path + "[" + i + "]"));
        }
    }

    private void block(RequestFields block) {
        String type = required(block, "type", "name the type of the block, such as text");
        switch (type) {
            case "text" -> {
                tokens += text(required(block, "text", "send it as a string"));
                block.find("citations").ifPresent(citations -> tokens += json(citations));
            }
            case "image" -> image(block);
            case "document" -> document(block);
            case "tool_result" -> {
                tokens += TOOL_TOKENS + text(required(block, "tool_use_id", "name the call"));
                block.find("content").ifPresent(content -> content(content, block.path("content")));
            }
            // A signature holds the whole of the thinking, which may be more than its text.
            case "tool_use", "thinking", "redacted_thinking", "search_result" ->
                    tokens += TOOL_TOKENS + json(block.object());
            default -> throw unpriced(block.path("type"), "a block of this type");
        }
    }

    private void image(RequestFields block) {
        source(block);
        media.image(block);
    }

    /** How many tokens a page of a document that is no text counts for, nothing bounds. */
    private void document(RequestFields block) {
        RequestFields source = source(block);
        switch (source.text("type").orElse("")) {
            case "text" -> tokens += text(required(source, "data", "send it as a string"));
            case "content" ->
                    source.find("content")
                            .ifPresent(content -> content(content, source.path("content")));
            case "base64" -> media.document(source.path("type"), source.text("media_type"));
            case "url", "file" -> media.document(source.path("type"), Optional.empty());
            default -> throw unpriced(source.path("type"), "a source of this type");
        }
        for (String field : List.of("title", "context", "citations")) {
            block.find(field).ifPresent(value -> tokens += json(value));
        }
    }

    private static RequestFields source(RequestFields block) {
        String path = block.path("source");
        return block.find("source")
                .map(source -> RequestFields.object(source, path))
                .orElseThrow(
                        () -> RequestFields.wrong(path, "is missing", "send the block's source"));
    }

    private void tools(JsonNode tools) {
        RequestFields.requireArray(tools, "tools");
        tokens += tools.isEmpty() ? 0 : TOOLS_TOKENS;
        for (int i = 0; i < tools.size(); i++) {
            RequestFields tool = RequestFields.object(tools.get(i), "tools[" + i + "]");
            String type = tool.text("type").orElse("custom");
            if (DEFINED_TOOLS.matcher(type).matches()) {
                tokens += DEFINED_TOOL_TOKENS;
            } else if (!type.equals("custom")) {
                throw RequestFields.wrong(
                        tool.path("type"),
                        "is a tool that the provider runs, which has no price here",
                        "send tools that the client runs");
            }
            tokens += TOOL_TOKENS + json(tool.object());
        }
    }

    /** What else of the request reaches the model. */
    private void settings(RequestFields request) {
        for (Map.Entry<String, JsonNode> field : request.object().properties()) {
            switch (field.getKey()) {
                case "messages", "system", "tools" -> {}
                default -> {
                    JsonNode value = field.getValue();
                    boolean reaches = value.isContainerNode() || value.isTextual();
                    if (reaches && !MessagesLimits.FIELDS.contains(field.getKey())) {
                        tokens += TOOL_TOKENS + json(value);
                    }
                }
            }
        }
    }

    private long json(JsonNode node) {
        return PromptCount.json(model, node);
    }

    private long text(String text) {
        return TokenCounter.count(model.vocabulary(), text);
    }

    private static String required(RequestFields fields, String name, String fix) {
        return fields.text(name)
                .orElseThrow(() -> RequestFields.wrong(fields.path(name), "is missing", fix));
    }

    private static AlfredException unpriced(String path, String what) {
        return RequestFields.wrong(
                path,
                "is " + what + ", which has no price here",
                "send text, images, documents or tools");
    }
}
