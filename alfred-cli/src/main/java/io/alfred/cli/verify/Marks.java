package io.alfred.cli.verify;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The marks of all checkpoints, chain by chain, in their order.
 *
 * <p>Why files: checkpoints come once a second with all chains in each, rows come chain by chain;
 * what does not fit a small buffer waits in a temporary folder, removed at the end.
 */
final class Marks implements AutoCloseable {
    private static final int BUFFER_MAX_BYTES = 8 << 10;

    private final Map<String, Pile> piles = new TreeMap<>();
    private final Path folder;

    Marks() throws IOException {
        folder = Files.createTempDirectory("alfred-verify");
    }

    /** Adds a mark; one that says nothing new is left out. */
    void add(String chain, Mark mark) throws IOException, BrokenException {
        Pile pile = piles.computeIfAbsent(chain, name -> new Pile(folder.resolve(name), mark));
        Mark last = pile.last;
        if (mark.seq() < last.seq() || mark.epoch() < last.epoch()) {
            throw Broken.row(
                            chain,
                            mark.seq() + 1,
                            mark.checkpoint(),
                            "checkpoint "
                                    + mark.checkpoint()
                                    + " has the chain at row "
                                    + mark.seq()
                                    + ", an earlier one at row "
                                    + last.seq()
                                    + ": the log was rolled back")
                    .thrown();
        }
        if (pile.empty || !mark.repeats(last)) {
            pile.add(mark);
        }
    }

    /** The chains any checkpoint lists, sorted. */
    SortedSet<String> chains() {
        return new TreeSet<>(piles.keySet());
    }

    /** The marks of a chain, in order; none for an unknown chain. */
    DataInputStream of(String chain) throws IOException {
        Pile pile = piles.get(chain);
        return new DataInputStream(pile == null ? InputStream.nullInputStream() : pile.open());
    }

    @Override
    public void close() {
        try {
            for (Pile pile : piles.values()) {
                Files.deleteIfExists(pile.file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clean up " + folder, e);
        }
    }

    /** One chain's marks: the older in a file, the newer in a buffer. */
    private static final class Pile {
        private final Path file;
        private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        private Mark last;
        private boolean empty = true;

        Pile(Path file, Mark first) {
            this.file = file;
            this.last = first;
        }

        void add(Mark mark) throws IOException {
            mark.write(new DataOutputStream(buffer));
            last = mark;
            empty = false;
            if (buffer.size() >= BUFFER_MAX_BYTES) {
                try (OutputStream out =
                        Files.newOutputStream(
                                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                    buffer.writeTo(out);
                }
                buffer.reset();
            }
        }

        InputStream open() throws IOException {
            InputStream newer = new ByteArrayInputStream(buffer.toByteArray());
            return Files.exists(file)
                    ? new BufferedInputStream(
                            new SequenceInputStream(Files.newInputStream(file), newer))
                    : newer;
        }
    }
}
