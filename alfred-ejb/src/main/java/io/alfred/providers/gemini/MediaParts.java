package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Part.Media;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Pictures, documents and sound, in the request or by address. */
final class MediaParts {
    /** The host that keeps the files of our account. */
    private static final String PICTURE = "image_url";

    private static final String OWN_STORE = "generativelanguage.googleapis.com";

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("png", "image/png"),
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("jpeg", "image/jpeg"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("gif", "image/gif"),
                    Map.entry("heic", "image/heic"),
                    Map.entry("heif", "image/heif"),
                    Map.entry("pdf", "application/pdf"),
                    Map.entry("txt", "text/plain"),
                    Map.entry("wav", "audio/wav"),
                    Map.entry("mp3", "audio/mp3"),
                    Map.entry("flac", "audio/flac"),
                    Map.entry("ogg", "audio/ogg"));

    private final GeminiApi api;

    MediaParts(GeminiApi api) {
        this.api = api;
    }

    /**
     * Fills one part.
     *
     * @param field the client's field, for errors
     */
    void write(ObjectNode part, Media media, String field) {
        switch (media) {
            case Media.Inline inline -> inline(part, inline);
            case Media.Link link -> link(part, link.url(), field);
            case Media.Stored stored -> throw stored();
        }
    }

    /** A picture, which an address has to end like: Google would take a film by its address too. */
    void writePicture(ObjectNode part, Media media) {
        if (media instanceof Media.Link link
                && type(address(link.url(), PICTURE))
                        .filter(type -> type.startsWith("image/"))
                        .isEmpty()) {
            throw AlfredException.invalid(
                    PICTURE,
                    "the address does not end like that of a picture",
                    "use one that ends in .png, .jpg, .webp or .gif, or send a data: URL");
        }
        write(part, media, PICTURE);
    }

    /** A part of a function's result, which takes bytes only. */
    void writeResult(ObjectNode part, Media media, String field) {
        switch (media) {
            case Media.Inline inline -> inline(part, inline);
            case Media.Link link ->
                    throw AlfredException.invalid(
                            field,
                            "the provider takes no addresses in the result of a tool",
                            "send the bytes in a data: URL");
            case Media.Stored stored -> throw stored();
        }
    }

    private static void inline(ObjectNode part, Media.Inline inline) {
        part.putObject("inlineData").put("mimeType", inline.type()).put("data", inline.base64());
    }

    private void link(ObjectNode part, String url, String field) {
        URI address = address(url, field);
        Optional<String> type = type(address);
        switch (api) {
            case GENERATIVE_LANGUAGE -> {}
            case VERTEX -> {
                if (type.isEmpty()) {
                    throw AlfredException.invalid(
                            field,
                            "the provider has to be told the type, which this address does not end"
                                    + " in",
                            "use an address that ends in .png, .jpg, .pdf or the like, or send the"
                                    + " bytes in a data: URL");
                }
            }
        }
        ObjectNode file = part.putObject("fileData");
        type.ifPresent(known -> file.put("mimeType", known));
        file.put("fileUri", url);
    }

    /** Whoever knows a name in our account's store could read another client's file there. */
    private static URI address(String url, String field) {
        try {
            URI address = new URI(url);
            String scheme = Optional.ofNullable(address.getScheme()).orElse("");
            String host = Optional.ofNullable(address.getHost()).orElse("");
            boolean web = scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http");
            String plain = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
            if (web && !plain.isEmpty() && !plain.endsWith(OWN_STORE)) {
                return address;
            }
        } catch (URISyntaxException malformed) {
            // told below
        }
        throw AlfredException.invalid(
                field,
                "the provider cannot be sent to this address",
                "use a public http or https address, or send the bytes in a data: URL");
    }

    private static Optional<String> type(URI address) {
        String path = Optional.ofNullable(address.getPath()).orElse("");
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Optional.ofNullable(TYPES.get(ending));
    }

    private static AlfredException stored() {
        return AlfredException.invalid(
                "file_id",
                "files in the provider's store belong to Alfred's account, not to a client",
                "send the bytes themselves, in a data: URL or as file_data");
    }
}
