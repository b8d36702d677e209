package io.alfred.cli.shell;

import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.GlobalOptions;
import io.alfred.cli.core.Json;
import io.alfred.cli.core.OutputFormat;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.Callable;

/** {@code alfred version}. */
@Command(name = "version", description = "Shows the version of this command line.")
public final class VersionCommand implements Callable<Integer> {
    private static final String BUILD = "/META-INF/maven/io.alfred/alfred-cli/pom.properties";

    @Mixin private GlobalOptions globals;

    @Override
    public Integer call() {
        if (globals.format() == OutputFormat.TABLE) {
            globals.output().text("alfred " + version() + "\n");
        } else {
            globals.output()
                    .object(
                            Json.object()
                                    .put("version", version())
                                    .put("java", Runtime.version().toString()));
        }
        return ExitCode.OK;
    }

    /** As built; "development" where the classes are not in a jar. */
    static String version() {
        Properties build = new Properties();
        try (InputStream in = VersionCommand.class.getResourceAsStream(BUILD)) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the jar is damaged", e);
        }
        return build.getProperty("version", "development");
    }
}
