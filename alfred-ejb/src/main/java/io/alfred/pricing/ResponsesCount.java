package io.alfred.pricing;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.catalog.Model;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.AlfredException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Bounds the prompt tokens of one request to the responses endpoint.
 *
 * <p>How items are put before the model is not published, so every count is an upper bound: text by
 * the model's vocabulary with a margin per item, anything structured as its JSON, an image as the
 * most one can count for. Where the provider adds what it keeps (an earlier response, a
 * conversation, a stored item or prompt), and for documents, the model's whole context counts.
 */
final class ResponsesCount {
    /** Start of the template; the widest published example takes 25 tokens besides its text. */
    private static final int START_TOKENS = 32;

    /** Templates of other vocabularies start with a system text of their own. */
    private static final int FOREIGN_START_TOKENS = 128;

    /** Margin for the template around an item. */
    private static final int ITEM_TOKENS = 16;

    /** Margin for each tool or schema, and for the first one's preamble. */
    private static final int TOOL_TOKENS = 32;

    /** One more for each part of a text, whose tokens may join differently. */
    private static final int PART_TOKENS = 1;

    private static final Set<String> TOOL_TYPES = Set.of("function", "custom");

    /** Fields by which the provider finds what it keeps; the request does not tell its length. */
    private static final List<String> KEPT_CONTEXT =
            List.of("previous_response_id", "conversation", "prompt");

    /** Fields of an item that are never shown to the model. */
    private static final Set<String> ITEM_FIELDS = Set.of("type", "id", "status");

    private static final String STRING = "send it as a string";

    private final Model model;
    private final PromptMedia media;
    private long tokens;

    private ResponsesCount(Model model) {
        this.model = model;
        this.media = new PromptMedia(model);
        this.tokens =
                model.vocabulary() == Vocabulary.UTF8_BYTES ? FOREIGN_START_TOKENS : START_TOKENS;
    }

    /**
     * Most prompt tokens of a request.
     *
     * @throws AlfredException {@code INVALID_REQUEST} with the path of a missing, mistyped or
     *     unpriced part
     */
    static PromptBound of(Model model, RequestFields request) {
        ResponsesCount count = new ResponsesCount(model);
        List<String> kept =
                KEPT_CONTEXT.stream().filter(name -> request.find(name).isPresent()).toList();
        kept.forEach(count.media::keptContext);
        count.input(request, !kept.isEmpty());
        count.settings(request);
        return count.media.with(count.tokens);
    }

    private void input(RequestFields request, boolean mayBeEmpty) {
        JsonNode input = request.object().path("input");
        if (input.isTextual()) {
            tokens += ITEM_TOKENS + text(input.textValue());
        } else if (input.isArray()) {
            for (int i = 0; i < input.size(); i++) {
                tokens += ITEM_TOKENS;
                item(RequestFields.object(input.get(i), "input[" + i + "]"));
            }
        } else if (request.find("input").isPresent()) {
            throw RequestFields.wrong(
                    "input", "is neither a string nor a list of items", "send text or items");
        }
        if (!mayBeEmpty && !input.isTextual() && input.isEmpty()) {
            throw RequestFields.wrong(
                    "input", input.isArray() ? "is empty" : "is missing", "send text or items");
        }
    }

    private void item(RequestFields item) {
        switch (item.text("type").orElse("message")) {
            case "message" -> {
                tokens += text(required(item, "role", "send a role such as user"));
                content(item, "content");
                others(item, Set.of("role", "content"));
            }
            case "function_call_output", "custom_tool_call_output" -> {
                content(item, "output");
                others(item, Set.of("output"));
            }
            // Encrypted reasoning is longer than its text.
            case "function_call", "custom_tool_call", "reasoning" -> others(item, Set.of());
            case "item_reference", "compaction" -> media.keptContext(item.path("type"));
            default -> throw unpriced(item.path("type"), "an item of this type");
        }
    }

    private void content(RequestFields item, String name) {
        JsonNode content =
                item.find(name)
                        .orElseThrow(
                                () ->
                                        RequestFields.wrong(
                                                item.path(name),
                                                "is missing",
                                                "send text or a list of parts"));
        String path = item.path(name);
        if (content.isTextual()) {
            tokens += text(content.textValue());
            return;
        }
        if (!content.isArray()) {
            throw RequestFields.wrong(
                    path, "is neither a string nor a list of parts", "send text or parts");
        }
        for (int i = 0; i < content.size(); i++) {
            tokens += PART_TOKENS;
            part(RequestFields.object(content.get(i), path + "[" + i + "]"));
        }
    }

    private void part(RequestFields part) {
        switch (part.text("type").orElse("")) {
            case "input_text", "output_text" -> tokens += text(required(part, "text", STRING));
            case "refusal" -> tokens += text(required(part, "refusal", STRING));
            case "input_image" -> image(part);
            case "input_file" -> media.file(part, Optional.of(part));
            case "input_audio" -> media.inputAudio(part);
            default -> throw unpriced(part.path("type"), "a part of this type");
        }
        part.find("annotations").ifPresent(annotations -> tokens += json(annotations));
    }

    private void image(RequestFields part) {
        if (part.text("image_url").isEmpty() && part.text("file_id").isEmpty()) {
            throw RequestFields.wrong(
                    part.path("image_url"), "is missing", "send a URL, or a file_id");
        }
        media.image(part);
    }

    /** What an item says besides the fields that were read. */
    private void others(RequestFields item, Set<String> read) {
        for (Map.Entry<String, JsonNode> field : item.object().properties()) {
            boolean silent = ITEM_FIELDS.contains(field.getKey()) || field.getValue().isNull();
            if (!silent && !read.contains(field.getKey())) {
                tokens += text(field.getKey()) + json(field.getValue());
            }
        }
    }

    /** What else of the request reaches the model. */
    private void settings(RequestFields request) {
        for (Map.Entry<String, JsonNode> field : request.object().properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            boolean silent = ResponsesLimits.FIELDS.contains(name) || name.equals("input");
            if (value.isNull() || silent) {
                continue;
            }
            switch (name) {
                case "instructions" ->
                        tokens += ITEM_TOKENS + text(RequestFields.text(value, "instructions"));
                case "tools" -> tools(value);
                case "text" -> {
                    RequestFields.object(value, "text");
                    tokens += TOOL_TOKENS + json(value);
                }
                default -> tokens += value.isContainerNode() || value.isTextual() ? json(value) : 0;
            }
        }
    }

    private void tools(JsonNode tools) {
        RequestFields.requireArray(tools, "tools");
        boolean foreign = model.vocabulary() == Vocabulary.UTF8_BYTES;
        int first = foreign ? PromptCount.FOREIGN_TOOLS_TOKENS : TOOL_TOKENS;
        tokens += tools.isEmpty() ? 0 : first;
        for (int i = 0; i < tools.size(); i++) {
            RequestFields tool = RequestFields.object(tools.get(i), "tools[" + i + "]");
            if (!TOOL_TYPES.contains(required(tool, "type", "send function or custom"))) {
                throw RequestFields.wrong(
                        tool.path("type"),
                        "is a tool that the provider runs, which has no price here",
                        "send tools that the client runs: function or custom");
            }
            tokens += TOOL_TOKENS + json(tool.object());
        }
    }

    private static String required(RequestFields fields, String name, String fix) {
        return fields.text(name)
                .orElseThrow(() -> RequestFields.wrong(fields.path(name), "is missing", fix));
    }

    private long json(JsonNode node) {
        return PromptCount.json(model, node);
    }

    private long text(String text) {
        return TokenCounter.count(model.vocabulary(), text);
    }

    private static AlfredException unpriced(String path, String what) {
        return RequestFields.wrong(
                path,
                "is " + what + ", which has no price here",
                "send text, images, files or calls");
    }
}
