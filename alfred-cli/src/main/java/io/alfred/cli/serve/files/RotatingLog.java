package io.alfred.cli.serve.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A log of lines that never takes more than {@code (KEPT + 1) × FILE_MAX_BYTES}.
 *
 * <p>{@code server.log} is the current file, {@code server.log.1} the one before it. Not for
 * several threads.
 */
public final class RotatingLog implements AutoCloseable {
    public static final int KEPT = 5;
    static final long FILE_MAX_BYTES = 64L * 1024 * 1024;

    private final Path file;
    private final long maxBytes;
    private OutputStream out;
    private long writtenBytes;

    /** Starts a new file; the last run's becomes number 1. */
    public RotatingLog(Path file) throws IOException {
        this(file, FILE_MAX_BYTES);
    }

    RotatingLog(Path file, long maxBytes) throws IOException {
        this.file = file;
        this.maxBytes = maxBytes;
        rotate(file);
        this.out = open(file);
    }

    /** Appends a line and makes it visible to readers. */
    public void line(String text) throws IOException {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        if (writtenBytes > 0 && writtenBytes + bytes.length > maxBytes) {
            out.close();
            rotate(file);
            out = open(file);
            writtenBytes = 0;
        }
        out.write(bytes);
        out.flush();
        writtenBytes += bytes.length;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Moves a log out of the way: it becomes number 1, the oldest is dropped. */
    public static void rotate(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().resolveSibling("."));
        for (int age = KEPT; age > 0; age--) {
            Path newer = age == 1 ? file : aged(file, age - 1);
            if (Files.exists(newer)) {
                Files.move(newer, aged(file, age), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static Path aged(Path file, int age) {
        return file.resolveSibling(file.getFileName() + "." + age);
    }

    private static OutputStream open(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(file));
    }
}
