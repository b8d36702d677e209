package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes one process the only supervisor of a data directory.
 *
 * <p>The operating system frees the lock when the process ends, however it ends. The file stays and
 * names the last holder; only the lock says whether it lives. Within one process never open the
 * file a second time: closing it would free the lock.
 */
final class ServeLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private ServeLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    Path file() {
        return file;
    }

    /** Takes the lock and writes down who has it; empty if another process holds it. */
    static Optional<ServeLock> tryTake(Path file) {
        try {
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                return Optional.empty();
            }
            channel.truncate(0);
            String pid = ProcessHandle.current().pid() + "\n";
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)));
            return Optional.of(new ServeLock(file, channel));
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** The living supervisor's process id. */
    static OptionalLong holder(Path file) {
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (tryLock(channel) != null) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (NumberFormatException e) {
            throw new CliException(
                    ExitCode.FAILURE, file + " is locked but names no process", "try again");
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot release the data directory's lock", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // held by this very process
            return null;
        }
    }

    private static CliException unusable(Path file, IOException cause) {
        return new CliException(
                ExitCode.FAILURE,
                "cannot lock " + file,
                "run as the user that owns it, or choose another --data",
                cause);
    }
}
