package io.alfred.cli.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON fields as flat text: a dot for each level, lists as JSON. */
final class Fields {
    private Fields() {}

    static Map<String, JsonNode> flat(JsonNode object) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        collect("", object, fields);
        return fields;
    }

    /** The cell's text; an absent or null value is empty. */
    static String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        if (value.isBigDecimal()) {
            return plain(value.decimalValue());
        }
        return value.isContainerNode() ? Json.write(value) : value.asText();
    }

    private static String plain(BigDecimal value) {
        return value.toPlainString();
    }

    private static void collect(String prefix, JsonNode node, Map<String, JsonNode> into) {
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                String name = prefix.isEmpty() ? field.getKey() : prefix + "." + field.getKey();
                collect(name, field.getValue(), into);
            }
        } else {
            into.put(prefix, node);
        }
    }
}
