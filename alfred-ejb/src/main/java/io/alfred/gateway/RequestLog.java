package io.alfred.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * One JSON line per request, without content, in a file of its own.
 *
 * <p>The file is rotated at {@value #FILE_BYTES_MAX} bytes; {@value #FILES_MAX} files are kept. A
 * thread of its own writes what came within {@value #TOGETHER_MS} ms at once, so that a call pays
 * no system call for its line; a line that finds {@value #LINES_MAX} waiting is written by the call
 * itself.
 */
@ApplicationScoped
public class RequestLog {
    /** Bytes of one file. */
    public static final int FILE_BYTES_MAX = 64 * 1024 * 1024;

    /** Files that are kept. */
    public static final int FILES_MAX = 5;

    /** Lines that wait to be written. */
    static final int LINES_MAX = 8192;

    /** Milliseconds that a line waits for others. */
    static final int TOGETHER_MS = 50;

    private static final long WRITER_WAIT_MS = 2_000;

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
                                    .build())
                    .disable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    @Inject private Config config;

    private final ArrayBlockingQueue<String> waiting = new ArrayBlockingQueue<>(LINES_MAX);

    private @Nullable LineFile file;
    private @Nullable Thread writer;

    void open(@Observes @Initialized(ApplicationScoped.class) Object application) {
        Path path = GatewayConfig.read(config).requestLogFile();
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            LineFile handler = new LineFile(pattern(path));
            file = handler;
            writer =
                    Thread.ofPlatform()
                            .daemon()
                            .name("alfred-request-log")
                            .start(() -> writeAll(handler));
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
        if (writer != null) {
            writer.interrupt();
            awaitEnd(writer);
        }
        LineFile handler = file;
        if (handler != null) {
            List<String> rest = new ArrayList<>();
            waiting.drainTo(rest);
            handler.write(rest);
            handler.close();
        }
    }

    /** What the writer has in hand belongs into the file before it is closed. */
    private static void awaitEnd(Thread writer) {
        try {
            writer.join(WRITER_WAIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes one line, soon. */
    public void write(Map<String, Object> fields) {
        LineFile handler = file;
        if (handler != null) {
            try {
                String line = JSON.writeValueAsString(fields);
                if (!waiting.offer(line)) {
                    handler.write(List.of(line));
                }
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void writeAll(LineFile handler) {
        List<String> lines = new ArrayList<>();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                lines.add(waiting.take());
                TimeUnit.MILLISECONDS.sleep(TOGETHER_MS);
                waiting.drainTo(lines);
                handler.write(lines);
                lines.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            handler.write(lines);
        }
    }

    /** A rotated file whose records are several lines each, written and flushed at once. */
    private static final class LineFile extends FileHandler {
        LineFile(String pattern) throws IOException {
            super(pattern, FILE_BYTES_MAX, FILES_MAX, true);
            setFormatter(new LineFormatter());
            setLevel(Level.ALL);
        }

        void write(List<String> lines) {
            if (!lines.isEmpty()) {
                publish(new LogRecord(Level.INFO, String.join("\n", lines)));
            }
        }
    }

    private static final class LineFormatter extends Formatter {
        @Override
        public String format(LogRecord lines) {
            return lines.getMessage() + "\n";
        }
    }
}
