package io.alfred.cli.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Data for people: columns for a list, one line per field for an object. */
final class Table {
    private static final String NOTHING = "-";

    private Table() {}

    static String ofItems(ArrayNode items, List<String> columns) {
        List<Map<String, JsonNode>> rows = new ArrayList<>();
        items.forEach(item -> rows.add(Fields.flat(item)));
        List<ColumnData<Map<String, JsonNode>>> cells = new ArrayList<>();
        for (String name : columns) {
            HorizontalAlign align =
                    rows.stream().anyMatch(row -> isNumber(row, name))
                            ? HorizontalAlign.RIGHT
                            : HorizontalAlign.LEFT;
            cells.add(column(name, align).with(row -> cell(row.get(name))));
        }
        return table(AsciiTable.getTable(AsciiTable.NO_BORDERS, rows, cells));
    }

    static String ofObject(JsonNode object) {
        StringBuilder lines = new StringBuilder();
        StringBuilder lists = new StringBuilder();
        Map<String, JsonNode> fields = Fields.flat(object);
        int width = fields.keySet().stream().mapToInt(String::length).max().orElse(0);
        fields.forEach(
                (name, value) -> {
                    if (value instanceof ArrayNode list && list.path(0).isObject()) {
                        lists.append(name).append('\n').append(indented(list));
                    } else {
                        lines.append(name)
                                .append(" ".repeat(width - name.length() + 2))
                                .append(cell(value))
                                .append('\n');
                    }
                });
        return lines.append(lists).toString();
    }

    /** A list inside an object, with the fields of its first item. */
    private static String indented(ArrayNode list) {
        List<String> columns = new ArrayList<>(Fields.flat(list.get(0)).keySet());
        return ofItems(list, columns).indent(2);
    }

    private static boolean isNumber(Map<String, JsonNode> row, String name) {
        JsonNode value = row.get(name);
        return value != null && value.isNumber();
    }

    private static Column column(String name, HorizontalAlign align) {
        return new Column()
                .header(name.toUpperCase(Locale.ROOT).replace('_', ' '))
                .headerAlign(align)
                .dataAlign(align)
                .maxWidth(Integer.MAX_VALUE);
    }

    private static String cell(@Nullable JsonNode value) {
        String text = value == null ? "" : Fields.text(value);
        return text.isEmpty() ? NOTHING : Terminals.printable(text).replace('\n', ' ');
    }

    /** The library pads every line; scripts that cut by column do not want that. */
    private static String table(String padded) {
        StringBuilder lines = new StringBuilder(padded.length());
        padded.lines().forEach(line -> lines.append(line.strip()).append('\n'));
        return lines.toString();
    }
}
