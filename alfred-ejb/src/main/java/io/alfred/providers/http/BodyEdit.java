package io.alfred.providers.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changes a JSON object where it has to change and nowhere else: every other byte, such as the
 * digits of a number or the way a character is written, stays.
 */
final class BodyEdit {
    private static final String MODEL = "model";
    private static final String STREAM_OPTIONS = "stream_options";
    private static final String INCLUDE_USAGE = "include_usage";

    // The body is bounded and was read before.
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private final byte[] body;
    private final List<Replacement> replacements = new ArrayList<>();

    /** Bytes that take the place of those from {@code start} to before {@code end}. */
    private record Replacement(int start, int end, String text) {}

    private BodyEdit(byte[] body) {
        this.body = body;
    }

    /** Whether a body is in UTF-8 without a mark, so that places in it can be told. */
    static boolean isPossible(byte[] body) {
        return body.length > 1 && body[0] > 0 && body[1] > 0;
    }

    /**
     * Names another model, asks for usage in a stream, or both.
     *
     * @param body a valid JSON object without duplicate keys, {@link #isPossible}
     * @param model the new value of its field, if there is one
     */
    static byte[] apply(byte[] body, Optional<String> model, boolean askUsage) {
        BodyEdit edit = new BodyEdit(body);
        try (JsonParser parser = JSON.createParser(body)) {
            edit.fields(parser, model, askUsage);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return edit.result();
    }

    private void fields(JsonParser parser, Optional<String> model, boolean askUsage)
            throws IOException {
        parser.nextToken();
        boolean usageAsked = !askUsage;
        boolean first = true;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            first = false;
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals(MODEL) && model.isPresent()) {
                replaceValue(parser, quoted(model.get()));
            } else if (name.equals(STREAM_OPTIONS) && askUsage) {
                usageAsked = true;
                if (value == JsonToken.START_OBJECT) {
                    options(parser);
                } else {
                    replaceValue(parser, "{\"" + INCLUDE_USAGE + "\":true}");
                }
            }
            parser.skipChildren();
        }
        if (!usageAsked) {
            insert(parser, first, "\"" + STREAM_OPTIONS + "\":{\"" + INCLUDE_USAGE + "\":true}");
        }
    }

    /** Leaves the parser at the end of the object. */
    private void options(JsonParser parser) throws IOException {
        boolean asked = false;
        boolean first = true;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            first = false;
            boolean usage = parser.currentName().equals(INCLUDE_USAGE);
            parser.nextToken();
            if (usage) {
                asked = true;
                replaceValue(parser, "true");
            }
            parser.skipChildren();
        }
        if (!asked) {
            insert(parser, first, "\"" + INCLUDE_USAGE + "\":true");
        }
    }

    /** Of the scalar, or the beginning container, that the parser stands at. */
    private void replaceValue(JsonParser parser, String text) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.finishToken();
        parser.skipChildren();
        int end = (int) parser.currentLocation().getByteOffset();
        replacements.add(new Replacement(start, end, text));
    }

    /** Before the closing brace that the parser stands at. */
    private void insert(JsonParser parser, boolean first, String field) {
        int at = (int) parser.currentTokenLocation().getByteOffset();
        replacements.add(new Replacement(at, at, (first ? "" : ",") + field));
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private byte[] result() {
        ByteArrayOutputStream result = new ByteArrayOutputStream(body.length + 64);
        int done = 0;
        for (Replacement replacement : replacements) {
            result.write(body, done, replacement.start() - done);
            result.writeBytes(replacement.text().getBytes(StandardCharsets.UTF_8));
            done = replacement.end();
        }
        result.write(body, done, body.length - done);
        return result.toByteArray();
    }
}
