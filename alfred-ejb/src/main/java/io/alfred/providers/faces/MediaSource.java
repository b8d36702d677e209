package io.alfred.providers.faces;

import io.alfred.providers.dialogue.Part.Media;

import java.util.Locale;
import java.util.Set;

/** Reads where the bytes of a picture, a document or a sound are. */
final class MediaSource {
    private static final String DATA = "data:";
    private static final String BASE64 = ";base64";

    /** What a picture may be: each counts as one, however long something else would be. */
    private static final Set<String> PICTURES =
            Set.of(
                    "image/png",
                    "image/jpeg",
                    "image/jpg",
                    "image/gif",
                    "image/webp",
                    "image/heic",
                    "image/heif");

    private MediaSource() {}

    /**
     * The same bytes, or link, as those of a picture.
     *
     * @param name the field to speak of
     */
    static Media picture(Fields fields, String name, Media media) {
        boolean picture =
                switch (media) {
                    case Media.Inline inline ->
                            PICTURES.contains(inline.type().toLowerCase(Locale.ROOT));
                    case Media.Link link -> true;
                    case Media.Stored stored -> true;
                };
        if (!picture) {
            throw fields.wrong(name, "is not a picture", "send PNG, JPEG, GIF, WebP, HEIC or HEIF");
        }
        return media;
    }

    /** A {@code data:} URL, or a link. */
    static Media url(Fields fields, String name) {
        String url = fields.requiredText(name);
        if (url.regionMatches(true, 0, DATA, 0, DATA.length())) {
            return dataUrl(fields, name, url);
        }
        String start = url.substring(0, Math.min(8, url.length())).toLowerCase(Locale.ROOT);
        if (start.startsWith("http://") || start.equals("https://")) {
            return new Media.Link(url);
        }
        throw fields.wrong(
                name, "is neither a link nor data", "send an https link or a data: URL in base64");
    }

    /** A {@code data:} URL and nothing else. */
    static Media.Inline data(Fields fields, String name) {
        return dataUrl(fields, name, fields.requiredText(name));
    }

    private static Media.Inline dataUrl(Fields fields, String name, String url) {
        int comma = url.indexOf(',');
        boolean data = url.regionMatches(true, 0, DATA, 0, DATA.length()) && comma > 0;
        String head = data ? url.substring(DATA.length(), comma) : "";
        String lower = head.toLowerCase(Locale.ROOT);
        int parameters = lower.indexOf(';');
        if (!lower.endsWith(BASE64) || parameters < 1) {
            throw fields.wrong(
                    name,
                    "is not a data: URL in base64",
                    "send it as data:image/png;base64,… with its own media type");
        }
        return inline(fields, name, lower.substring(0, parameters), url.substring(comma + 1));
    }

    /** Line breaks, which some encoders put in, are taken out. */
    static Media.Inline inline(Fields fields, String name, String type, String data) {
        String base64 = data.chars().anyMatch(c -> c <= ' ') ? withoutBreaks(data) : data;
        if (!isBase64(base64)) {
            throw fields.wrong(
                    name, "is not base64", "encode the bytes in base64 (RFC 4648) with padding");
        }
        return new Media.Inline(type, base64);
    }

    private static String withoutBreaks(String data) {
        StringBuilder text = new StringBuilder(data.length());
        for (int i = 0; i < data.length(); i++) {
            if (data.charAt(i) > ' ') {
                text.append(data.charAt(i));
            }
        }
        return text.toString();
    }

    private static boolean isBase64(String data) {
        int length = data.length();
        if (length == 0 || length % 4 != 0) {
            return false;
        }
        int end = length;
        while (end > length - 2 && data.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = data.charAt(i);
            boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!letter && !(c >= '0' && c <= '9') && c != '+' && c != '/') {
                return false;
            }
        }
        return true;
    }
}
