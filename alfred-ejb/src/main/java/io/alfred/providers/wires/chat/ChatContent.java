package io.alfred.providers.wires.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.CacheStay;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;
import io.alfred.providers.wires.NotTaken;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.Quirks.Documents;
import io.alfred.providers.wires.Quirks.Feature;
import io.alfred.providers.wires.Texts;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes what a message shows. */
final class ChatContent {
    /** Between texts of one message, for providers that take one text only. */
    private static final String BETWEEN_TEXTS = "\n\n";

    private final Quirks quirks;
    private final boolean cachesForLong;

    /**
     * @param cachesForLong whether the model keeps for an hour what is marked so
     */
    ChatContent(Quirks quirks, boolean cachesForLong) {
        this.quirks = quirks;
        this.cachesForLong = cachesForLong;
    }

    /** Texts alone become one text, which every provider takes; a list of parts not everyone. */
    void put(ObjectNode message, List<Part> parts, String path) {
        boolean marked =
                quirks.take(Feature.CACHE_MARKS)
                        && parts.stream().anyMatch(part -> stay(part).marked());
        if (!marked && parts.stream().allMatch(Part.Text.class::isInstance)) {
            message.put(
                    "content",
                    parts.stream()
                            .map(Part.Text.class::cast)
                            .map(Part.Text::text)
                            .collect(Collectors.joining(BETWEEN_TEXTS)));
            return;
        }
        ArrayNode list = message.putArray("content");
        for (int i = 0; i < parts.size(); i++) {
            part(list.addObject(), parts.get(i), path + ".content[" + i + "]");
        }
    }

    private void part(ObjectNode node, Part part, String path) {
        switch (part) {
            case Part.Text text -> text(node, text.text());
            case Part.Image image -> image(node, image, path);
            case Part.Document document -> document(node, document, path);
            case Part.Audio audio -> audio(node, audio.media(), path);
            case Part.Refusal refusal -> text(node, refusal.text());
            case Part.Reasoned reasoned -> throw misplaced(path);
            case Part.Sealed sealed -> throw misplaced(path);
            case Part.ToolCall call -> throw misplaced(path);
            case Part.ToolResult result -> throw misplaced(path);
        }
        if (quirks.take(Feature.CACHE_MARKS) && stay(part).marked()) {
            ObjectNode control = node.putObject("cache_control").put("type", "ephemeral");
            if (cachesForLong && stay(part) == CacheStay.HOUR) {
                control.put("ttl", "1h");
            }
        }
    }

    private static CacheStay stay(Part part) {
        return switch (part) {
            case Part.Text text -> text.stay();
            case Part.Image image -> image.stay();
            case Part.Document document -> document.stay();
            case Part.ToolResult result -> result.stay();
            case Part.Audio audio -> CacheStay.UNMARKED;
            case Part.ToolCall call -> CacheStay.UNMARKED;
            case Part.Reasoned reasoned -> CacheStay.UNMARKED;
            case Part.Sealed sealed -> CacheStay.UNMARKED;
            case Part.Refusal refusal -> CacheStay.UNMARKED;
        };
    }

    private static void text(ObjectNode node, String text) {
        node.put("type", "text").put("text", text);
    }

    private void image(ObjectNode node, Part.Image image, String path) {
        String url =
                switch (image.media()) {
                    case Media.Inline inline -> dataUrl(inline);
                    case Media.Link link -> link.url();
                    case Media.Stored stored ->
                            throw NotTaken.by(
                                    quirks.provider(),
                                    path + ".file_id",
                                    "send the image itself, or a link to it");
                };
        ObjectNode shown = node.put("type", "image_url").putObject("image_url").put("url", url);
        image.detail().ifPresent(detail -> shown.put("detail", detail));
    }

    private void document(ObjectNode node, Part.Document document, String path) {
        if (document.media() instanceof Media.Inline inline && inline.type().startsWith("text/")) {
            text(node, titled(document.name(), Texts.decoded(inline, path)));
            return;
        }
        switch (quirks.documents()) {
            case NOT_AT_ALL ->
                    throw NotTaken.by(
                            quirks.provider(), path, "send its text, or choose another model");
            case FILE, FILE_OR_LINK -> file(node, document, path);
            case DOCUMENT_URL -> documentUrl(node, document);
        }
    }

    private void file(ObjectNode node, Part.Document document, String path) {
        ObjectNode file = node.put("type", "file").putObject("file");
        switch (document.media()) {
            case Media.Inline inline -> {
                file.put("filename", document.name().orElse("document"));
                file.put("file_data", dataUrl(inline));
            }
            case Media.Link link -> {
                if (quirks.documents() != Documents.FILE_OR_LINK) {
                    throw NotTaken.by(quirks.provider(), path + ".url", "send the document itself");
                }
                file.put("filename", document.name().orElse("document"));
                file.put("file_data", link.url());
            }
            case Media.Stored stored -> file.put("file_id", stored.fileId());
        }
    }

    private static void documentUrl(ObjectNode node, Part.Document document) {
        switch (document.media()) {
            case Media.Inline inline ->
                    node.put("type", "document_url").put("document_url", dataUrl(inline));
            case Media.Link link ->
                    node.put("type", "document_url").put("document_url", link.url());
            case Media.Stored stored -> {
                node.put("type", "file").put("file_id", stored.fileId());
                return;
            }
        }
        document.name().ifPresent(name -> node.put("document_name", name));
    }

    private void audio(ObjectNode node, Media media, String path) {
        if (!(media instanceof Media.Inline inline)) {
            throw NotTaken.by(quirks.provider(), path, "send the sound itself");
        }
        String type = inline.type().toLowerCase(Locale.ROOT);
        String format =
                switch (type) {
                    case "audio/wav", "audio/x-wav", "audio/wave" -> "wav";
                    case "audio/mpeg", "audio/mp3" -> "mp3";
                    default -> type.substring(type.indexOf('/') + 1);
                };
        node.put("type", "input_audio")
                .putObject("input_audio")
                .put("data", inline.base64())
                .put("format", format);
    }

    private static String dataUrl(Media.Inline inline) {
        return "data:" + inline.type() + ";base64," + inline.base64();
    }

    private static String titled(Optional<String> name, String text) {
        return name.map(title -> title + BETWEEN_TEXTS + text).orElse(text);
    }

    private static AlfredException misplaced(String path) {
        return AlfredException.invalid(
                path,
                "a message of the user holds what only the assistant can say",
                "move it to a message of the assistant");
    }
}
