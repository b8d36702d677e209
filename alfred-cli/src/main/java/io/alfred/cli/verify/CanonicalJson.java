package io.alfred.cli.verify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The JSON of audit payloads: strings, 64-bit integers, booleans, lists and objects, written in
 * exactly one way.
 */
final class CanonicalJson {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /** UTF-8 bytes, unsigned, sort as code points do; UTF-16 units do not. */
    private static final Comparator<String> BY_CODE_POINT =
            (one, other) ->
                    Arrays.compareUnsigned(
                            one.getBytes(StandardCharsets.UTF_8),
                            other.getBytes(StandardCharsets.UTF_8));

    private CanonicalJson() {}

    /** Parses one object, however it is written; null and fractions are refused. */
    static Map<String, Object> readObject(byte[] utf8) throws MalformedException {
        try (JsonParser parser = JSON.createParser(utf8)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedException("it is not a JSON object");
            }
            Map<String, Object> object = object(parser);
            if (parser.nextToken() != null) {
                throw new MalformedException("something follows the JSON object");
            }
            return object;
        } catch (MalformedException e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw new MalformedException("it is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new MalformedException("it is not UTF-8 JSON", e);
        }
    }

    /** The canonical bytes of a value that {@link #readObject} gave. */
    static byte[] write(Object value) throws MalformedException {
        StringBuilder text = new StringBuilder();
        append(text, value);
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (CharacterCodingException e) {
            throw new MalformedException("it holds half a surrogate pair", e);
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        if (token == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return parser.getLongValue();
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return parser.getBooleanValue();
        }
        if (token == JsonToken.START_OBJECT) {
            return object(parser);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(value(parser));
            }
            return list;
        }
        throw new MalformedException(
                "it holds a null, a fraction or an integer of more than 64 bits");
    }

    private static void append(StringBuilder text, Object value) {
        if (value instanceof Map<?, ?> object) {
            appendObject(text, object);
        } else if (value instanceof List<?> list) {
            text.append('[');
            for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
                append(text, items.next());
                text.append(items.hasNext() ? "," : "");
            }
            text.append(']');
        } else if (value instanceof String string) {
            appendString(text, string);
        } else {
            text.append(value);
        }
    }

    private static void appendObject(StringBuilder text, Map<?, ?> object) {
        List<String> names = new ArrayList<>();
        object.keySet().forEach(name -> names.add((String) name));
        names.sort(BY_CODE_POINT);
        text.append('{');
        for (Iterator<String> sorted = names.iterator(); sorted.hasNext(); ) {
            String name = sorted.next();
            appendString(text, name);
            text.append(':');
            Object value = object.get(name);
            if (value == null) {
                throw new IllegalStateException("a name that was just listed has a value");
            }
            append(text, value);
            text.append(sorted.hasNext() ? "," : "");
        }
        text.append('}');
    }

    private static void appendString(StringBuilder text, String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\f' -> text.append("\\f");
                case '\r' -> text.append("\\r");
                default -> {
                    if (c < ' ') {
                        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
