package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The members of one object of a request, each with its path for errors.
 *
 * <p>Null counts as left out. {@link #done} refuses what nobody asked for, so that a field which is
 * not translated can never be dropped in silence.
 */
final class Fields {
    /** Longest value that an error repeats. */
    private static final int QUOTED_CHARS_MAX = 40;

    private final ObjectNode object;
    private final String path;
    private final String endpoint;
    private final Set<String> seen = new HashSet<>();

    private Fields(ObjectNode object, String path, String endpoint) {
        this.object = object;
        this.path = path;
        this.endpoint = endpoint;
    }

    /**
     * A whole request.
     *
     * @param endpoint whose protocol is spoken, such as {@code /v1/messages}
     */
    static Fields of(ObjectNode request, String endpoint) {
        return new Fields(request, "", endpoint);
    }

    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    Optional<JsonNode> find(String name) {
        seen.add(name);
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    Optional<String> text(String name) {
        return find(name).map(node -> require(node.isTextual(), node, name, "a text").textValue());
    }

    String requiredText(String name) {
        return text(name).filter(text -> !text.isEmpty()).orElseThrow(() -> missing(name));
    }

    Optional<Boolean> flag(String name) {
        return find(name)
                .map(node -> require(node.isBoolean(), node, name, "a boolean").booleanValue());
    }

    boolean isSet(String name) {
        return flag(name).orElse(false);
    }

    OptionalLong integer(String name) {
        Optional<JsonNode> node = find(name);
        if (node.isEmpty()) {
            return OptionalLong.empty();
        }
        boolean whole = node.get().isIntegralNumber() && node.get().canConvertToLong();
        return OptionalLong.of(require(whole, node.get(), name, "a whole number").longValue());
    }

    OptionalLong positive(String name) {
        OptionalLong number = integer(name);
        if (number.isPresent() && number.getAsLong() < 1) {
            throw wrong(name, "is below 1", "send 1 or more, or leave it out");
        }
        return number;
    }

    /** A number between two bounds, both allowed. */
    Optional<BigDecimal> number(String name, int min, int max) {
        Optional<BigDecimal> number =
                find(name).map(n -> require(n.isNumber(), n, name, "a number").decimalValue());
        number.filter(
                        n ->
                                n.compareTo(BigDecimal.valueOf(min)) < 0
                                        || n.compareTo(BigDecimal.valueOf(max)) > 0)
                .ifPresent(
                        n -> {
                            String range = min + " and " + max;
                            throw wrong(
                                    name,
                                    "is not between " + range,
                                    "send a number between " + range);
                        });
        return number;
    }

    /** One of several words. */
    <T> Optional<T> choice(String name, Map<String, T> values) {
        return text(name)
                .map(
                        word -> {
                            T value = values.get(word);
                            if (value == null) {
                                throw wrong(name, quoted(word) + " is not known", oneOf(values));
                            }
                            return value;
                        });
    }

    private static String oneOf(Map<String, ?> values) {
        return "send one of " + String.join(", ", new TreeSet<>(values.keySet()));
    }

    Optional<Fields> object(String name) {
        return find(name).map(node -> fields(node, at(name)));
    }

    Fields requiredObject(String name) {
        return object(name).orElseThrow(() -> missing(name));
    }

    /** The objects of a list; empty where it is left out. */
    List<Fields> objects(String name) {
        return find(name).map(node -> elements(node, name)).orElse(List.of());
    }

    /** The objects of a list that was found before. */
    List<Fields> elements(JsonNode list, String name) {
        require(list.isArray(), list, name, "a list");
        List<Fields> elements = new ArrayList<>();
        for (JsonNode element : list) {
            elements.add(fields(element, at(name) + "[" + elements.size() + "]"));
        }
        return elements;
    }

    /** A text, or a list of texts. */
    List<String> texts(String name) {
        Optional<JsonNode> node = find(name);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get().isTextual()) {
            return List.of(node.get().textValue());
        }
        require(node.get().isArray(), node.get(), name, "a list of texts");
        List<String> texts = new ArrayList<>();
        for (JsonNode text : node.get()) {
            texts.add(require(text.isTextual(), text, name, "a list of texts").textValue());
        }
        return texts;
    }

    /** A JSON object as text, such as a schema. */
    Optional<String> json(String name) {
        return find(name)
                .map(node -> JsonText.of(require(node.isObject(), node, name, "an object")));
    }

    private Fields fields(JsonNode node, String at) {
        if (node instanceof ObjectNode fields) {
            return new Fields(fields, at, endpoint);
        }
        throw AlfredException.invalid(at, at + " is not an object", "send a JSON object there");
    }

    private JsonNode require(boolean fits, JsonNode node, String name, String kind) {
        if (!fits) {
            throw wrong(name, "is not " + kind, "send " + kind + ", or leave it out");
        }
        return node;
    }

    /** Fields that never change an answer, and are left out. */
    void hints(String... names) {
        seen.addAll(List.of(names));
    }

    /** A field that passes only with values that have no effect. */
    void only(String name, Predicate<JsonNode> harmless) {
        find(name)
                .filter(harmless.negate())
                .ifPresent(
                        node -> {
                            throw untold(name);
                        });
    }

    void onlyWord(String name, String... words) {
        only(name, node -> node.isTextual() && List.of(words).contains(node.textValue()));
    }

    /** A field that never passes. */
    void refuse(String name, String fix) {
        find(name)
                .ifPresent(
                        node -> {
                            throw wrong(name, "cannot be told to this model's provider", fix);
                        });
    }

    /**
     * @throws AlfredException {@code INVALID_REQUEST} when there is a field that nobody read
     */
    void done() {
        object.properties()
                .forEach(
                        field -> {
                            if (!field.getValue().isNull() && !seen.contains(field.getKey())) {
                                throw untold(field.getKey());
                            }
                        });
    }

    AlfredException untold(String name) {
        return wrong(name, "cannot be told to this model's provider", orElse("leave it out"));
    }

    /** A fix with the way that is always open. */
    String orElse(String fix) {
        return fix + ", or name a model whose provider speaks " + endpoint;
    }

    AlfredException missing(String name) {
        return wrong(name, "is missing", "send it");
    }

    AlfredException wrong(String name, String problem, String fix) {
        return AlfredException.invalid(at(name), at(name) + " " + problem, fix);
    }

    /** A short word of the client's; longer ones are not repeated, as they may be a prompt. */
    static String quoted(String word) {
        return word.length() <= QUOTED_CHARS_MAX ? "\"" + word + "\"" : "as sent";
    }
}
