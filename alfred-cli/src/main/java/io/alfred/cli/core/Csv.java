package io.alfred.cli.core;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/** Items as CSV with a header line: every field that any of them has. */
final class Csv {
    private static final CsvFactory FACTORY =
            CsvFactory.builder().enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING).build();

    private Csv() {}

    /**
     * Writes the items.
     *
     * @param columns the header when there are no items
     */
    static String write(ArrayNode items, List<String> columns) {
        List<Map<String, JsonNode>> rows = new ArrayList<>();
        SequencedSet<String> names = new LinkedHashSet<>();
        for (JsonNode item : items) {
            Map<String, JsonNode> row = Fields.flat(item);
            rows.add(row);
            names.addAll(row.keySet());
        }
        if (rows.isEmpty()) {
            names.addAll(columns);
        }
        return names.isEmpty() ? "" : write(rows, names);
    }

    private static String write(List<Map<String, JsonNode>> rows, SequencedSet<String> names) {
        CsvSchema schema =
                names.stream()
                        .reduce(
                                CsvSchema.builder(),
                                CsvSchema.Builder::addColumn,
                                (one, other) -> one)
                        .setUseHeader(true)
                        .build();
        StringWriter text = new StringWriter();
        try (JsonGenerator csv = FACTORY.createGenerator(text)) {
            csv.setSchema(schema);
            if (rows.isEmpty()) {
                csv.writeStartArray();
                csv.writeEndArray();
            }
            for (Map<String, JsonNode> row : rows) {
                csv.writeStartObject();
                for (Map.Entry<String, JsonNode> field : row.entrySet()) {
                    csv.writeStringField(field.getKey(), Fields.text(field.getValue()));
                }
                csv.writeEndObject();
            }
        } catch (IOException e) {
            throw new IllegalStateException("a string takes every text", e);
        }
        return text.toString();
    }
}
