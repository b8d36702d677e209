package io.alfred.pricing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads fields of a request and refuses wrong types with the field's path.
 *
 * @param path of the object, empty for the request itself
 */
record RequestFields(ObjectNode object, String path) {
    /** A field that is present and not null. */
    Optional<JsonNode> find(String name) {
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    Optional<String> text(String name) {
        return find(name).map(node -> text(node, path(name)));
    }

    static String text(JsonNode node, String path) {
        if (!node.isTextual()) {
            throw wrong(path, "is not a string", "send it as a JSON string");
        }
        return node.textValue();
    }

    static RequestFields object(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            return new RequestFields(object, path);
        }
        throw wrong(path, "is not an object", "send a JSON object");
    }

    static void requireArray(JsonNode node, String path) {
        if (!node.isArray()) {
            throw wrong(path, "is not a list", "send a JSON array");
        }
    }

    void requireBoolean(String name) {
        find(name)
                .filter(node -> !node.isBoolean())
                .ifPresent(
                        node -> {
                            throw wrong(path(name), "is not a boolean", "send true or false");
                        });
    }

    /** A whole number of at least 1; more than 64 bits counts as the largest. */
    OptionalLong positive(String name) {
        return atLeast(1, name);
    }

    /** A whole number of at least 0 or 1; more than 64 bits counts as the largest. */
    OptionalLong atLeast(int least, String name) {
        Optional<JsonNode> found = find(name);
        if (found.isEmpty()) {
            return OptionalLong.empty();
        }
        JsonNode node = found.get();
        if (!node.isIntegralNumber() || node.bigIntegerValue().signum() < least) {
            throw wrong(
                    path(name),
                    least == 0 ? "is not a whole number" : "is not a whole number above 0",
                    "send a positive integer");
        }
        return OptionalLong.of(node.canConvertToLong() ? node.longValue() : Long.MAX_VALUE);
    }

    static AlfredException wrong(String path, String problem, String fix) {
        return AlfredException.invalid(path, path + " " + problem, fix);
    }
}
