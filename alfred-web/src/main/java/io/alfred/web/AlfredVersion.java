package io.alfred.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build, as Maven wrote it. */
public final class AlfredVersion {
    public static final String CURRENT = read();

    private AlfredVersion() {}

    private static String read() {
        Properties properties = new Properties();
        try (InputStream in =
                AlfredVersion.class.getResourceAsStream("/alfred-version.properties")) {
            if (in == null) {
                throw new IllegalStateException("the build left out alfred-version.properties");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
