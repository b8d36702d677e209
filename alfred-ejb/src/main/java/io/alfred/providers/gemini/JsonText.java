package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.ExactJson;

import java.nio.charset.StandardCharsets;

/** JSON texts inside a request, which go on as they were written. */
final class JsonText {
    private JsonText() {}

    /**
     * A text that is to stand in a body as it is.
     *
     * @param field the client's field that holds it
     * @param what names it in the message
     * @throws AlfredException {@code INVALID_REQUEST} when it is no JSON object
     */
    static RawValue raw(String text, String field, String what) {
        object(text, field, what);
        return new RawValue(text);
    }

    /** The same as a tree, its numbers exact. */
    static ObjectNode object(String text, String field, String what) {
        try {
            return ExactJson.readObject(text.getBytes(StandardCharsets.UTF_8));
        } catch (AlfredException notJson) {
            throw AlfredException.invalid(
                    field,
                    what + " is not a JSON object",
                    "send one JSON object, without duplicate keys");
        }
    }

    static String of(JsonNode node) {
        return new String(ExactJson.write(node), StandardCharsets.UTF_8);
    }

    /** A member that is a text; empty otherwise. */
    static String text(JsonNode node, String name) {
        JsonNode member = node.path(name);
        return member.isTextual() ? member.textValue() : "";
    }
}
