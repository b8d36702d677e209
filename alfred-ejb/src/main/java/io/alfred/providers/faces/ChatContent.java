package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.dialogue.CacheStay;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the content of a chat message: a text, or a list of parts. */
final class ChatContent {
    private static final Map<String, String> SOUNDS =
            Map.of(
                    "wav", "audio/wav",
                    "mp3", "audio/mpeg",
                    "flac", "audio/flac",
                    "aac", "audio/aac",
                    "ogg", "audio/ogg");

    private ChatContent() {}

    /** Whose message it is. */
    enum Speaker {
        APPLICATION,
        USER,
        MODEL;

        /** What may be in it. */
        private List<String> types() {
            return switch (this) {
                case APPLICATION -> List.of("text");
                case USER -> List.of("text", "image_url", "file", "input_audio");
                case MODEL -> List.of("text", "refusal");
            };
        }
    }

    /** Empty where there is no content. */
    static List<Part> read(Fields message, Speaker speaker) {
        Optional<JsonNode> content = message.find("content");
        if (content.isEmpty()) {
            return List.of();
        }
        if (content.get().isTextual()) {
            return List.of(new Part.Text(content.get().textValue()));
        }
        List<Part> parts = new ArrayList<>();
        for (Fields part : message.elements(content.get(), "content")) {
            parts.add(part(part, speaker));
            part.done();
        }
        return parts;
    }

    private static Part part(Fields part, Speaker speaker) {
        String type = part.requiredText("type");
        if (!speaker.types().contains(type)) {
            throw part.wrong(
                    "type",
                    Fields.quoted(type) + " has no place in this message",
                    "send one of " + String.join(", ", speaker.types()));
        }
        CacheStay stay = CacheMark.in(part);
        return switch (type) {
            case "image_url" -> image(part, stay);
            case "file" -> file(part.requiredObject("file"), stay);
            case "input_audio" -> audio(part);
            case "refusal" -> new Part.Refusal(text(part, "refusal"));
            default -> new Part.Text(text(part, "text"), stay);
        };
    }

    /** May be empty, but has to be there. */
    static String text(Fields part, String name) {
        return part.text(name).orElseThrow(() -> part.missing(name));
    }

    private static Part image(Fields part, CacheStay stay) {
        Fields image = part.requiredObject("image_url");
        Media media = MediaSource.picture(image, "url", MediaSource.url(image, "url"));
        Part read = new Part.Image(media, image.text("detail"), stay);
        image.done();
        return read;
    }

    private static Part file(Fields file, CacheStay stay) {
        Optional<String> stored = file.text("file_id");
        Media media =
                stored.isPresent()
                        ? new Media.Stored(stored.get())
                        : MediaSource.data(file, "file_data");
        if (stored.isPresent()) {
            file.refuse("file_data", "send either file_id or file_data");
        }
        Part read = new Part.Document(media, file.text("filename"), stay);
        file.done();
        return read;
    }

    static Part audio(Fields part) {
        Fields sound = part.requiredObject("input_audio");
        String type = sound.choice("format", SOUNDS).orElseThrow(() -> sound.missing("format"));
        Part read =
                new Part.Audio(MediaSource.inline(sound, "data", type, sound.requiredText("data")));
        sound.done();
        return read;
    }
}
