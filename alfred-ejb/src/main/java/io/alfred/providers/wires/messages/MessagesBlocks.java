package io.alfred.providers.wires.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.CacheStay;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;
import io.alfred.providers.wires.CallIds;
import io.alfred.providers.wires.JsonTexts;
import io.alfred.providers.wires.NotTaken;
import io.alfred.providers.wires.Texts;

import java.util.Locale;

/** Writes content blocks. */
final class MessagesBlocks {
    private static final String PDF = "application/pdf";

    private final ClaudeHost host;
    private boolean storedFiles;

    MessagesBlocks(ClaudeHost host) {
        this.host = host;
    }

    boolean showsStoredFiles() {
        return storedFiles;
    }

    /** Marks that the prompt is to be cached up to here. */
    static void mark(ObjectNode block, CacheStay stay) {
        if (stay.marked()) {
            ObjectNode control = block.putObject("cache_control").put("type", "ephemeral");
            if (stay == CacheStay.HOUR) {
                control.put("ttl", "1h");
            }
        }
    }

    /** Whether a part is reasoning that Anthropic can check, which is its own. */
    static boolean reasonedHere(Part part) {
        return part instanceof Part.Sealed
                || (part instanceof Part.Reasoned reasoned && reasoned.signature().isPresent());
    }

    void user(ArrayNode content, Part part, String path) {
        switch (part) {
            case Part.Text text -> text(content, text.text(), text.stay());
            case Part.Image image -> image(content.addObject(), image, path);
            case Part.Document document -> document(content.addObject(), document, path);
            case Part.ToolResult result -> result(content.addObject(), result, path);
            case Part.Audio audio ->
                    throw NotTaken.by(
                            MessagesWire.PROVIDER,
                            path + ".input_audio",
                            "send what is said as text, or choose another model");
            case Part.Refusal refusal -> text(content, refusal.text(), CacheStay.UNMARKED);
            case Part.ToolCall call -> throw misplaced(path);
            case Part.Reasoned reasoned -> throw misplaced(path);
            case Part.Sealed sealed -> throw misplaced(path);
        }
    }

    void assistant(ArrayNode content, Part part, String path) {
        switch (part) {
            case Part.Text text -> text(content, text.text(), text.stay());
            case Part.Refusal refusal -> text(content, refusal.text(), CacheStay.UNMARKED);
            case Part.ToolCall call -> call(content.addObject(), call, path);
            case Part.Reasoned reasoned ->
                    reasoned.signature()
                            .ifPresent(
                                    signature ->
                                            content.addObject()
                                                    .put("type", "thinking")
                                                    .put("thinking", reasoned.text())
                                                    .put("signature", signature));
            case Part.Sealed sealed ->
                    content.addObject().put("type", "redacted_thinking").put("data", sealed.data());
            case Part.Image image -> throw misplaced(path);
            case Part.Document document -> throw misplaced(path);
            case Part.Audio audio -> throw misplaced(path);
            case Part.ToolResult result -> throw misplaced(path);
        }
    }

    /** An empty text is refused and says nothing. */
    private static void text(ArrayNode content, String text, CacheStay stay) {
        if (!text.isEmpty()) {
            mark(content.addObject().put("type", "text").put("text", text), stay);
        }
    }

    private static void call(ObjectNode block, Part.ToolCall call, String path) {
        block.put("type", "tool_use")
                .put("id", CallIds.anthropic(call.id()))
                .put("name", call.name());
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        JsonTexts.put(block, "input", arguments, path + ".tool_calls[].function.arguments");
    }

    private void result(ObjectNode block, Part.ToolResult result, String path) {
        block.put("type", "tool_result").put("tool_use_id", CallIds.anthropic(result.callId()));
        ArrayNode content = block.putArray("content");
        for (Part part : result.content()) {
            if (part instanceof Part.ToolResult) {
                throw misplaced(path);
            }
            user(content, part, path);
        }
        if (content.isEmpty()) {
            block.remove("content");
        }
        if (result.failed()) {
            block.put("is_error", true);
        }
        mark(block, result.stay());
    }

    private void image(ObjectNode block, Part.Image image, String path) {
        ObjectNode source = block.put("type", "image").putObject("source");
        switch (image.media()) {
            case Media.Inline inline -> inline(source, inline);
            case Media.Link link -> link(source, link, path);
            case Media.Stored stored -> stored(source, stored, path);
        }
        mark(block, image.stay());
    }

    private void document(ObjectNode block, Part.Document document, String path) {
        ObjectNode source = block.put("type", "document").putObject("source");
        switch (document.media()) {
            case Media.Inline inline -> {
                String type = inline.type().toLowerCase(Locale.ROOT);
                if (type.equals(PDF)) {
                    inline(source, inline);
                } else if (type.startsWith("text/")) {
                    source.put("type", "text")
                            .put("media_type", "text/plain")
                            .put("data", Texts.decoded(inline, path));
                } else {
                    throw AlfredException.invalid(
                            path,
                            "Anthropic reads no documents of the type " + inline.type(),
                            "send a PDF or a text");
                }
            }
            case Media.Link link -> link(source, link, path);
            case Media.Stored stored -> stored(source, stored, path);
        }
        document.name().ifPresent(name -> block.put("title", name));
        mark(block, document.stay());
    }

    private static void inline(ObjectNode source, Media.Inline inline) {
        source.put("type", "base64").put("media_type", inline.type()).put("data", inline.base64());
    }

    private void link(ObjectNode source, Media.Link link, String path) {
        requireAnthropic(path);
        source.put("type", "url").put("url", link.url());
    }

    private void stored(ObjectNode source, Media.Stored stored, String path) {
        requireAnthropic(path);
        storedFiles = true;
        source.put("type", "file").put("file_id", stored.fileId());
    }

    private void requireAnthropic(String path) {
        if (host != ClaudeHost.ANTHROPIC) {
            throw AlfredException.invalid(
                    path,
                    "Claude on Vertex AI takes pictures and documents only in the request itself",
                    "send the bytes as base64");
        }
    }

    private static AlfredException misplaced(String path) {
        return AlfredException.invalid(
                path,
                "a message holds what only the other side can say",
                "move it to a message of the other role");
    }
}
