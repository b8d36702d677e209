package io.alfred.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Holds {@code docs/reference/config.md} to the properties that the code reads. */
class ConfigDocsTest {
    private static final Pattern IN_CODE =
            Pattern.compile("\"(?:\\$\\{MPCONFIG=)?(alfred\\.[a-z0-9.-]+)}?\"");
    private static final Pattern IN_PAGE =
            Pattern.compile(
                    "^\\| `(alfred\\.[a-z0-9.-]+)` \\| `([A-Z0-9_]+)` \\|", Pattern.MULTILINE);

    @Test
    void the_page_lists_exactly_what_the_code_reads() throws IOException {
        Set<String> read = new TreeSet<>();
        for (String module : List.of("alfred-ejb", "alfred-web")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                files.filter(ConfigDocsTest::readsSettings)
                        .map(ConfigDocsTest::text)
                        .flatMap(text -> IN_CODE.matcher(text).results())
                        .forEach(found -> read.add(found.group(1)));
            }
        }
        Set<String> documented = new TreeSet<>();
        Matcher rows = page();
        while (rows.find()) {
            documented.add(rows.group(1));
        }
        assertThat(documented).isNotEmpty().isEqualTo(read);
    }

    @Test
    void the_environment_names_follow_from_the_properties() throws IOException {
        Matcher rows = page();
        while (rows.find()) {
            assertThat(rows.group(2))
                    .isEqualTo(rows.group(1).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
        }
    }

    private static Matcher page() throws IOException {
        return IN_PAGE.matcher(Files.readString(Path.of("..", "docs", "reference", "config.md")));
    }

    private static boolean readsSettings(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith("Config.java") || name.equals("Database.java");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
