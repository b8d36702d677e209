package io.alfred.providers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A {@code multipart/form-data} body, read as far as its price depends on it and otherwise kept as
 * received.
 *
 * <p>Whatever two readers could understand differently is refused: text around the parts, lines
 * that only start like a delimiter, encodings, and a second {@code model}.
 */
public final class MultipartForm {
    /** Most parts of a form. */
    static final int PARTS_MAX = 64;

    /** Most bytes of the fields that are no files, together. */
    static final int TEXT_BYTES_MAX = 1024 * 1024;

    private static final String MODEL = "model";

    private final byte[] body;
    private final List<FormPart> parts;
    private final ObjectNode fields;

    private MultipartForm(byte[] body, List<FormPart> parts, ObjectNode fields) {
        this.body = body;
        this.parts = parts;
        this.fields = fields;
    }

    /**
     * Reads a body.
     *
     * @throws AlfredException {@code UNSUPPORTED_MEDIA_TYPE} when the type is another, {@code
     *     INVALID_REQUEST} when the body is not one well-formed form
     */
    public static MultipartForm read(byte[] body, String contentType) {
        List<FormPart> parts = new FormReader(body, FormBoundary.in(contentType)).parts();
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        long textBytes = 0;
        for (FormPart part : parts) {
            boolean again = fields.has(part.name()) && !part.name().endsWith("[]");
            if (again) {
                throw malformed("two parts are named \"" + part.name() + "\"");
            }
            if (part.file()) {
                fields.putObject(part.name()).put("bytes", part.length());
                continue;
            }
            textBytes += part.length();
            if (textBytes > TEXT_BYTES_MAX) {
                throw malformed("its fields are longer than " + TEXT_BYTES_MAX + " bytes");
            }
            String text = text(body, part);
            if (part.name().endsWith("[]")) {
                list(fields, part.name()).add(text);
            } else {
                fields.put(part.name(), text);
            }
        }
        return new MultipartForm(body, parts, fields);
    }

    /**
     * The fields as JSON: texts as strings, files as {@code {"bytes": n}}, {@code x[]} as lists.
     */
    public ObjectNode fields() {
        return fields;
    }

    /** The same bytes with another value of {@code model}. */
    public byte[] withModel(String name) {
        FormPart model =
                parts.stream()
                        .filter(part -> part.name().equals(MODEL))
                        .findFirst()
                        .orElseThrow(() -> malformed("it has no part \"model\""));
        byte[] value = name.getBytes(StandardCharsets.UTF_8);
        byte[] changed = new byte[body.length - model.length() + value.length];
        System.arraycopy(body, 0, changed, 0, model.start());
        System.arraycopy(value, 0, changed, model.start(), value.length);
        System.arraycopy(
                body,
                model.end(),
                changed,
                model.start() + value.length,
                body.length - model.end());
        return changed;
    }

    private static ArrayNode list(ObjectNode fields, String name) {
        return fields.get(name) instanceof ArrayNode known ? known : fields.putArray(name);
    }

    private static String text(byte[] body, FormPart part) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body, part.start(), part.length()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("part \"" + part.name() + "\" is not UTF-8");
        }
    }

    static AlfredException malformed(String what) {
        return new AlfredException(
                ErrorCode.INVALID_REQUEST,
                "the form cannot be read: " + what,
                "send multipart/form-data as the official SDKs do");
    }
}
