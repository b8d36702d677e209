package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.ExactJson;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * JSON as text, numbers as they were.
 *
 * <p>Half a surrogate pair is written as an escape: models are cut between the halves of a sign,
 * and a client that joins the pieces gets the sign back. So are the line ends of Unicode, at which
 * some readers of events would cut.
 */
final class JsonText {
    private JsonText() {}

    static String of(JsonNode node) {
        String json = node.toString();
        for (int i = 0; i < json.length(); i++) {
            if (needsEscape(json, i)) {
                return escaped(json, i);
            }
        }
        return json;
    }

    static byte[] bytes(JsonNode node) {
        return of(node).getBytes(StandardCharsets.UTF_8);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The object in a text, its numbers exact; empty when it is none. */
    static Optional<ObjectNode> readObject(String text) {
        try {
            return Optional.of(ExactJson.readObject(text.getBytes(StandardCharsets.UTF_8)));
        } catch (AlfredException e) {
            return Optional.empty();
        }
    }

    /** Arguments that a client can parse, where a model wrote none at all. */
    static String orEmpty(String arguments) {
        return arguments.isBlank() ? "{}" : arguments;
    }

    private static boolean needsEscape(String json, int i) {
        char c = json.charAt(i);
        if (c < '\u0080') {
            return false;
        }
        if (Character.isHighSurrogate(c)) {
            return i + 1 == json.length() || !Character.isLowSurrogate(json.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i == 0 || !Character.isHighSurrogate(json.charAt(i - 1));
        }
        return c == '\u0085' || c == '\u2028' || c == '\u2029';
    }

    private static String escaped(String json, int from) {
        StringBuilder text = new StringBuilder(json.length() + 16).append(json, 0, from);
        for (int i = from; i < json.length(); i++) {
            if (needsEscape(json, i)) {
                text.append("\\u").append(HexFormat.of().toHexDigits(json.charAt(i)));
            } else {
                text.append(json.charAt(i));
            }
        }
        return text.toString();
    }
}
