package io.alfred.cli.core;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** A file only its owner can read (0600, folders 0700), replaced as a whole or not at all. */
public final class PrivateFile implements AutoCloseable {
    private final Path target;
    private final Path draft;

    private PrivateFile(Path target, Path draft) {
        this.target = target;
        this.draft = draft;
    }

    /**
     * Makes the empty draft of {@code target} beside it.
     *
     * <p>Why apart from {@link #replace}: who is about to get a secret that is shown only once
     * learns here, not afterwards, that it cannot be saved.
     */
    public static PrivateFile draft(Path target) {
        try {
            Path folder = target.toAbsolutePath().getParent();
            if (folder == null) {
                throw new IOException("no folder");
            }
            Files.createDirectories(folder, mode(folder, "rwx------"));
            Path draft = Files.createTempFile(folder, ".draft", "", mode(folder, "rw-------"));
            return new PrivateFile(target, draft);
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /** Writes {@code text} to {@code target}. */
    public static void write(Path target, String text) {
        try (PrivateFile file = draft(target)) {
            file.replace(text);
        }
    }

    /** Puts {@code text} in the target's place. */
    public void replace(String text) {
        try {
            Files.writeString(draft, text);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /** Removes the draft if it was not used. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            throw unwritable(draft, e);
        }
    }

    private static FileAttribute<?>[] mode(Path where, String permissions) {
        if (!where.getFileSystem().equals(FileSystems.getDefault())
                || !where.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    private static CliException unwritable(Path file, IOException cause) {
        return new CliException(
                ExitCode.FAILURE,
                "cannot write " + file,
                "make its folder writable, or choose another --data",
                cause);
    }
}
