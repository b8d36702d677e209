package io.alfred.providers.wires;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.ExactJson;

import java.nio.charset.StandardCharsets;

/** JSON that travels as text, such as schemas and arguments: checked once, then kept as written. */
public final class JsonTexts {
    private JsonTexts() {}

    /**
     * Puts the text into a request as it is.
     *
     * @param path the client's name of the field, for the error
     * @throws AlfredException {@code INVALID_REQUEST} when the text is not one JSON object: nothing
     *     else may reach a body unread
     */
    public static void put(ObjectNode parent, String name, String text, String path) {
        parent.putRawValue(name, new RawValue(checked(text, path)));
    }

    private static String checked(String text, String path) {
        try {
            ExactJson.readObject(text.getBytes(StandardCharsets.UTF_8));
            return text;
        } catch (AlfredException e) {
            throw AlfredException.invalid(
                    path, path + " is not a JSON object", "send one valid JSON object there");
        }
    }

    /** Whether the text is an object without members, which is how "none given" is told. */
    public static boolean isEmptyObject(String text) {
        return text.replaceAll("\\s", "").equals("{}");
    }

    /** A node as text, its numbers as they were read. */
    public static String of(JsonNode node) {
        return new String(ExactJson.write(node), StandardCharsets.UTF_8);
    }
}
