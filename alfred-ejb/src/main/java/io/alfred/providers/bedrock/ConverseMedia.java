package io.alfred.providers.bedrock;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the blocks of pictures, documents and sound of one request. Names of documents are
 * gathered, because two of the same name are refused.
 */
final class ConverseMedia {
    private static final Map<String, String> IMAGES =
            Map.of(
                    "image/png", "png",
                    "image/jpeg", "jpeg",
                    "image/jpg", "jpeg",
                    "image/gif", "gif",
                    "image/webp", "webp");
    private static final Map<String, String> DOCUMENTS =
            Map.of(
                    "application/pdf",
                    "pdf",
                    "text/csv",
                    "csv",
                    "application/msword",
                    "doc",
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                    "docx",
                    "application/vnd.ms-excel",
                    "xls",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                    "xlsx",
                    "text/html",
                    "html",
                    "text/plain",
                    "txt",
                    "text/markdown",
                    "md");
    private static final Map<String, String> SOUNDS =
            Map.of(
                    "audio/mpeg", "mp3",
                    "audio/mp3", "mp3",
                    "audio/wav", "wav",
                    "audio/x-wav", "wav",
                    "audio/flac", "flac",
                    "audio/aac", "aac",
                    "audio/ogg", "ogg",
                    "audio/opus", "opus",
                    "audio/mp4", "m4a",
                    "audio/webm", "webm");
    private static final Set<String> DETAILS = Set.of("auto", "high", "original");
    private static final int NAME_CHARS_MAX = 180;

    private final Set<String> names = new HashSet<>();

    ObjectNode image(Part.Image image) {
        image.detail()
                .filter(detail -> !DETAILS.contains(detail))
                .ifPresent(
                        detail -> {
                            throw AlfredException.invalid(
                                    "messages",
                                    "Bedrock cannot be told to look at an image with detail \""
                                            + detail
                                            + "\"",
                                    "leave the detail out, or make the image smaller");
                        });
        return block("image", inline(image.media(), "image"), IMAGES);
    }

    ObjectNode audio(Part.Audio audio) {
        return block("audio", inline(audio.media(), "audio"), SOUNDS);
    }

    ObjectNode document(Part.Document document) {
        Media.Inline media = inline(document.media(), "document");
        ObjectNode block = block("document", media, DOCUMENTS);
        ((ObjectNode) block.path("document")).put("name", name(document.name(), media));
        return block;
    }

    private static ObjectNode block(String kind, Media.Inline media, Map<String, String> formats) {
        String format = formats.get(type(media));
        if (format == null) {
            throw AlfredException.invalid(
                    "messages",
                    "Bedrock takes no " + kind + " of type \"" + type(media) + "\"",
                    "send one of "
                            + String.join(", ", formats.keySet().stream().sorted().toList()));
        }
        ObjectNode block = JsonNodeFactory.instance.objectNode();
        block.putObject(kind)
                .put("format", format)
                .putObject("source")
                .put("bytes", media.base64());
        return block;
    }

    /** The media type without parameters, such as a charset. */
    private static String type(Media.Inline media) {
        String type = media.type().toLowerCase(Locale.ROOT);
        int semicolon = type.indexOf(';');
        return semicolon < 0 ? type.strip() : type.substring(0, semicolon).strip();
    }

    private static Media.Inline inline(Media media, String kind) {
        return switch (media) {
            case Media.Inline inline -> inline;
            case Media.Link link ->
                    throw AlfredException.invalid(
                            "messages",
                            "Bedrock does not fetch an " + kind + " from a URL",
                            "send its bytes as base64");
            case Media.Stored stored ->
                    throw AlfredException.invalid(
                            "messages",
                            "Bedrock has no store of files for an " + kind,
                            "send its bytes as base64");
        };
    }

    /**
     * A name that Bedrock takes: letters, digits, single spaces, hyphens, brackets. The model sees
     * it, so as much as can be is kept.
     */
    private String name(Optional<String> given, Media.Inline media) {
        String format = DOCUMENTS.getOrDefault(type(media), "");
        String name = given.orElse("");
        String ending = "." + format;
        if (name.toLowerCase(Locale.ROOT).endsWith(ending)) {
            name = name.substring(0, name.length() - ending.length());
        }
        name =
                name.replaceAll("[^A-Za-z0-9\\s()\\[\\]-]", "-")
                        .replaceAll("\\s+", " ")
                        .replaceAll("-{2,}", "-")
                        .strip();
        if (name.length() > NAME_CHARS_MAX) {
            name = name.substring(0, NAME_CHARS_MAX).strip();
        }
        if (name.isEmpty() || name.equals("-")) {
            name = "document";
        }
        String unique = name;
        for (int copy = 2; !names.add(unique); copy++) {
            unique = name + " (" + copy + ")";
        }
        return unique;
    }
}
