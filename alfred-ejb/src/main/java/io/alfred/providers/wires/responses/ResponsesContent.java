package io.alfred.providers.wires.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;
import io.alfred.providers.wires.NotTaken;
import io.alfred.providers.wires.Texts;

import java.util.List;
import java.util.stream.Collectors;

/** Writes what an item shows. */
final class ResponsesContent {
    private static final String BETWEEN_TEXTS = "\n\n";

    private final String provider;

    ResponsesContent(String provider) {
        this.provider = provider;
    }

    /**
     * Texts alone become one text.
     *
     * @param path the client's name of the list, for errors
     */
    void put(ObjectNode item, String name, List<Part> parts, String path) {
        if (parts.stream().allMatch(Part.Text.class::isInstance)) {
            item.put(
                    name,
                    parts.stream()
                            .map(Part.Text.class::cast)
                            .map(Part.Text::text)
                            .collect(Collectors.joining(BETWEEN_TEXTS)));
            return;
        }
        ArrayNode list = item.putArray(name);
        for (int i = 0; i < parts.size(); i++) {
            part(list.addObject(), parts.get(i), path + "[" + i + "]");
        }
    }

    private void part(ObjectNode node, Part part, String path) {
        switch (part) {
            case Part.Text text -> text(node, text.text());
            case Part.Image image -> image(node, image);
            case Part.Document document -> document(node, document, path);
            case Part.Audio audio ->
                    throw NotTaken.by(
                            provider,
                            path + ".input_audio",
                            "send what is said as text, or choose another model");
            case Part.Refusal refusal -> text(node, refusal.text());
            case Part.Reasoned reasoned -> throw misplaced(path);
            case Part.Sealed sealed -> throw misplaced(path);
            case Part.ToolCall call -> throw misplaced(path);
            case Part.ToolResult result -> throw misplaced(path);
        }
    }

    private static void text(ObjectNode node, String text) {
        node.put("type", "input_text").put("text", text);
    }

    private static void image(ObjectNode node, Part.Image image) {
        node.put("type", "input_image");
        switch (image.media()) {
            case Media.Inline inline -> node.put("image_url", dataUrl(inline));
            case Media.Link link -> node.put("image_url", link.url());
            case Media.Stored stored -> node.put("file_id", stored.fileId());
        }
        image.detail().ifPresent(detail -> node.put("detail", detail));
    }

    private static void document(ObjectNode node, Part.Document document, String path) {
        switch (document.media()) {
            case Media.Inline inline -> inline(node, document, inline, path);
            case Media.Link link -> node.put("type", "input_file").put("file_url", link.url());
            case Media.Stored stored ->
                    node.put("type", "input_file").put("file_id", stored.fileId());
        }
    }

    private static void inline(
            ObjectNode node, Part.Document document, Media.Inline inline, String path) {
        if (inline.type().startsWith("text/")) {
            String words = Texts.decoded(inline, path);
            text(node, document.name().map(name -> name + BETWEEN_TEXTS + words).orElse(words));
            return;
        }
        node.put("type", "input_file")
                .put("filename", document.name().orElse("document"))
                .put("file_data", dataUrl(inline));
    }

    private static String dataUrl(Media.Inline inline) {
        return "data:" + inline.type() + ";base64," + inline.base64();
    }

    private static AlfredException misplaced(String path) {
        return AlfredException.invalid(
                path,
                "a message of the user holds what only the assistant can say",
                "move it to a message of the assistant");
    }
}
