package io.alfred.web;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Reads a body into a record and says exactly where it does not fit. */
final class StrictReader {
    private static final String FIX = "compare the body with /openapi";

    /** How Jackson begins to say that a field, in single quotes, came twice. */
    private static final String DUPLICATE = "Duplicate field '";

    private StrictReader() {}

    /**
     * Reads a whole body.
     *
     * @throws AlfredException {@code INVALID_REQUEST} with the field's path, {@code
     *     REQUEST_TOO_LARGE}
     */
    static <T> T read(InputStream body, Class<T> type) throws IOException {
        byte[] bytes = body.readNBytes(Json.BODY_BYTES_MAX + 1);
        if (bytes.length > Json.BODY_BYTES_MAX) {
            throw new AlfredException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the body is larger than " + Json.BODY_BYTES_MAX + " bytes",
                    "send less");
        }
        if (bytes.length == 0) {
            throw invalid("", "the body is missing", "send a JSON object");
        }
        return parse(text(bytes), type);
    }

    static <T> T parse(String json, Class<T> type) {
        try {
            T value = Json.MAPPER.readValue(json, type);
            if (value == null) {
                throw invalid("", "the body is null", "send a JSON object");
            }
            return value;
        } catch (JacksonException e) {
            throw explain(e);
        }
    }

    private static String text(byte[] bytes) {
        try {
            // The decoder refuses what is not UTF-8; Jackson would guess UTF-16 and UTF-32.
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw invalid("", "the body is not UTF-8", "send JSON in UTF-8");
        }
    }

    private static AlfredException explain(JacksonException failure) {
        if (failure.getCause() instanceof AlfredException known) {
            return known;
        }
        String path = failure instanceof JsonMappingException mapping ? path(mapping) : "";
        return switch (failure) {
            case UnrecognizedPropertyException e ->
                    invalid(
                            path,
                            "field " + path + " is not known",
                            "the fields are " + String.join(", ", names(e)));
            case MismatchedInputException e -> mismatch(path, e);
            case StreamConstraintsException e ->
                    invalid(
                            path,
                            "the body nests deeper than "
                                    + Json.DEPTH_MAX
                                    + " or holds a number of more than "
                                    + Json.NUMBER_DIGITS_MAX
                                    + " digits",
                            FIX);
            default -> malformed(path, failure);
        };
    }

    private static AlfredException mismatch(String path, MismatchedInputException e) {
        String said = e.getOriginalMessage();
        // Our own readers start their sentence with the verb; Jackson's name classes.
        return said.startsWith("is not ")
                ? invalid(path, what(path) + " " + said, FIX)
                : invalid(path, what(path) + " is not " + expected(e.getTargetType()), FIX);
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == String.class) {
            return "a text";
        }
        if (type == Long.class || type == Integer.class) {
            return "a whole number in range";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (type != null && Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type != null && type.isRecord() ? "an object" : "of the right type";
    }

    private static AlfredException malformed(String path, JacksonException e) {
        String said = e.getOriginalMessage();
        if (said.startsWith(DUPLICATE) && said.endsWith("'")) {
            String name = said.substring(DUPLICATE.length(), said.length() - 1);
            String twice = path.isEmpty() ? name : path + "." + name;
            return invalid(twice, "field " + twice + " is given twice", "send each field once");
        }
        String where =
                e.getLocation() == null
                        ? ""
                        : " at line "
                                + e.getLocation().getLineNr()
                                + ", column "
                                + e.getLocation().getColumnNr();
        return invalid(path, "the body is not valid JSON" + where, "send one JSON object");
    }

    private static String what(String path) {
        return path.isEmpty() ? "the body" : path;
    }

    private static Set<String> names(UnrecognizedPropertyException e) {
        Set<String> names = new TreeSet<>();
        if (e.getKnownPropertyIds() != null) {
            e.getKnownPropertyIds().forEach(id -> names.add(id.toString()));
        }
        return names;
    }

    /** The path of a field, such as {@code scopes[1]}. */
    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append(String.format(Locale.ROOT, "[%d]", step.getIndex()));
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static AlfredException invalid(String path, String message, String fix) {
        return path.isEmpty()
                ? new AlfredException(ErrorCode.INVALID_REQUEST, message, fix)
                : AlfredException.invalid(path, message, fix);
    }
}
