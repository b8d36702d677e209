package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.CacheStay;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the content of an item: a text, or a list of parts. */
final class ResponseContent {
    private ResponseContent() {}

    /** What the user sends, or what a function gave. */
    static List<Part> read(Fields item, String name) {
        JsonNode content = item.find(name).orElseThrow(() -> item.missing(name));
        if (content.isTextual()) {
            return List.of(new Part.Text(content.textValue()));
        }
        List<Part> parts = new ArrayList<>();
        for (Fields part : item.elements(content, name)) {
            parts.add(part(part));
            part.done();
        }
        return parts;
    }

    private static Part part(Fields part) {
        String type = part.requiredText("type");
        CacheStay stay = CacheMark.in(part);
        return switch (type) {
            case "input_text" -> new Part.Text(text(part), stay);
            case "input_image" -> image(part, stay);
            case "input_file" -> file(part, stay);
            case "input_audio" -> ChatContent.audio(part);
            default ->
                    throw unknown(
                            part, type, "send input_text, input_image, input_file or input_audio");
        };
    }

    static String text(Fields part) {
        return ChatContent.text(part, "text");
    }

    private static AlfredException unknown(Fields part, String type, String fix) {
        return part.wrong("type", Fields.quoted(type) + " has no place in this item", fix);
    }

    private static Part image(Fields part, CacheStay stay) {
        Media media = stored(part).orElseGet(() -> MediaSource.url(part, "image_url"));
        return new Part.Image(
                MediaSource.picture(part, "image_url", media), part.text("detail"), stay);
    }

    private static Part file(Fields part, CacheStay stay) {
        part.onlyWord("detail", "auto");
        Optional<Media> stored = stored(part);
        Media media =
                stored.orElseGet(
                        () ->
                                part.find("file_url").isPresent()
                                        ? MediaSource.url(part, "file_url")
                                        : MediaSource.data(part, "file_data"));
        return new Part.Document(media, part.text("filename"), stay);
    }

    private static Optional<Media> stored(Fields part) {
        return part.text("file_id").map(Media.Stored::new);
    }

    /** What the application tells the model. */
    static List<Part.Text> texts(Fields item) {
        List<Part.Text> texts = new ArrayList<>();
        for (Part part : read(item, "content")) {
            if (!(part instanceof Part.Text text)) {
                throw item.wrong("content", "is more than text", "send texts only in this role");
            }
            texts.add(text);
        }
        return texts;
    }

    /** What the model said. */
    static List<Part> spoken(Fields item) {
        JsonNode content = item.find("content").orElseThrow(() -> item.missing("content"));
        if (content.isTextual()) {
            return List.of(new Part.Text(content.textValue()));
        }
        List<Part> parts = new ArrayList<>();
        for (Fields part : item.elements(content, "content")) {
            part.hints("annotations", "logprobs", "parsed");
            String type = part.requiredText("type");
            CacheStay stay = CacheMark.in(part);
            switch (type) {
                case "output_text", "input_text" -> parts.add(new Part.Text(text(part), stay));
                case "refusal" -> parts.add(new Part.Refusal(ChatContent.text(part, "refusal")));
                default -> throw unknown(part, type, "send output_text or refusal");
            }
            part.done();
        }
        return parts;
    }
}
