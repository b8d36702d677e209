package io.alfred.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.alfred.kernel.StartupError;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * One JSON line per request, without content, in a file of its own.
 *
 * <p>The file is rotated at {@value #FILE_BYTES_MAX} bytes; {@value #FILES_MAX} files are kept.
 */
@ApplicationScoped
public class RequestLog {
    /** Bytes of one file. */
    public static final int FILE_BYTES_MAX = 64 * 1024 * 1024;

    /** Files that are kept. */
    public static final int FILES_MAX = 5;

    private static final JsonMapper JSON =
            JsonMapper.builder().disable(SerializationFeature.INDENT_OUTPUT).build();

    @Inject private Config config;

    private @Nullable FileHandler file;

    void open(@Observes @Initialized(ApplicationScoped.class) Object application) {
        Path path = GatewayConfig.read(config).requestLogFile();
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            FileHandler handler = new FileHandler(pattern(path), FILE_BYTES_MAX, FILES_MAX, true);
            handler.setFormatter(new LineFormatter());
            handler.setLevel(Level.ALL);
            file = handler;
        } catch (IOException e) {
            throw StartupError.config(
                    "alfred.request-log-file",
                    "cannot be written (" + path + ")",
                    "make its directory writable, or name another file");
        }
    }

    /**
     * {@code requests.jsonl} becomes {@code requests.0.jsonl} (the newest), {@code .1} and so on.
     */
    private static String pattern(Path path) {
        String text = path.toString().replace("%", "%%");
        int dot = text.lastIndexOf('.');
        return dot > text.lastIndexOf('/')
                ? text.substring(0, dot) + ".%g" + text.substring(dot)
                : text + ".%g";
    }

    @PreDestroy
    void close() {
        if (file != null) {
            file.close();
        }
    }

    /** Writes one line. */
    public void write(Map<String, Object> fields) {
        FileHandler handler = file;
        if (handler != null) {
            try {
                handler.publish(new LogRecord(Level.INFO, JSON.writeValueAsString(fields)));
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class LineFormatter extends Formatter {
        @Override
        public String format(LogRecord line) {
            return line.getMessage() + "\n";
        }
    }
}
