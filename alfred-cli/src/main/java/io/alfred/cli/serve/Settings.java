package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The operator's settings in environment form: {@code alfred.properties}, overridden by the
 * environment.
 *
 * <p>Why as environment: the server reads its configuration there anyway, it outranks no variable
 * the operator sets, and it shows in no process list.
 */
record Settings(Map<String, String> variables) {
    private static final String PREFIX = "alfred.";

    Settings {
        variables = Map.copyOf(variables);
    }

    static Settings read(Path file, Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>();
        if (Files.exists(file)) {
            load(file).forEach((name, value) -> variables.put(variable(file, name), value));
        }
        variables.putAll(environment);
        return new Settings(variables);
    }

    /** A setting that is present and not empty. */
    Optional<String> get(String variable) {
        return Optional.ofNullable(variables.get(variable)).filter(value -> !value.isEmpty());
    }

    private static Map<String, String> load(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "cannot read " + file,
                    "write one name=value per line in UTF-8",
                    e);
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(n -> values.put(n, properties.getProperty(n)));
        return values;
    }

    /** {@code alfred.credits.per-usd} is {@code ALFRED_CREDITS_PER_USD}. */
    private static String variable(Path file, String name) {
        if (!name.startsWith(PREFIX)) {
            throw new CliException(
                    ExitCode.FAILURE,
                    file + " has an unknown setting \"" + name + "\"",
                    "names start with \"" + PREFIX + "\"");
        }
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
