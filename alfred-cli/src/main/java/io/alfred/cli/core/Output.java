package io.alfred.cli.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import java.io.PrintWriter;
import java.util.List;

/**
 * Prints data on stdout in the format asked for, and talk on stderr.
 *
 * <p>JSON and YAML carry the API's fields unchanged; every number keeps all its digits.
 */
public final class Output {
    private static final ObjectWriter JSON = Json.MAPPER.writerWithDefaultPrettyPrinter();
    private static final ObjectWriter YAML =
            YAMLMapper.builder()
                    .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .build()
                    .writer();

    private final PrintWriter out;
    private final PrintWriter err;
    private final OutputFormat format;
    private final boolean quiet;
    private final boolean verbose;

    public Output(
            PrintWriter out, PrintWriter err, OutputFormat format, boolean quiet, boolean verbose) {
        this.out = out;
        this.err = err;
        this.format = format;
        this.quiet = quiet;
        this.verbose = verbose;
    }

    public OutputFormat format() {
        return format;
    }

    /**
     * Prints a list.
     *
     * @param columns the fields a table shows, a dot for each level; the other formats print all
     */
    public void items(ArrayNode items, List<String> columns) {
        switch (format) {
            case TABLE -> {
                if (items.isEmpty()) {
                    talk("none");
                } else {
                    print(Table.ofItems(items, columns));
                }
            }
            case CSV -> print(Csv.write(items, columns));
            case JSON -> print(written(JSON, items) + "\n");
            case YAML -> print(written(YAML, items));
        }
        out.flush();
    }

    /** Prints one object. */
    public void object(JsonNode object) {
        switch (format) {
            case TABLE -> print(Table.ofObject(object));
            case CSV -> print(Csv.write(Json.MAPPER.createArrayNode().add(object), List.of()));
            case JSON -> print(written(JSON, object) + "\n");
            case YAML -> print(written(YAML, object));
        }
        out.flush();
    }

    /** Prints data that has no structure, such as a script. */
    public void text(String text) {
        print(text);
        out.flush();
    }

    /** Says something to the person at the terminal; silent with {@code -q}. */
    public void talk(String sentence) {
        if (!quiet) {
            err.println(Terminals.printable(sentence));
            err.flush();
        }
    }

    /** Says something only with {@code -v}. */
    public void detail(String sentence) {
        if (verbose) {
            talk(sentence);
        }
    }

    private void print(String text) {
        out.print(text);
    }

    private static String written(ObjectWriter writer, JsonNode node) {
        try {
            return writer.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree is always writable", e);
        }
    }
}
