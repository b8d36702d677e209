package io.alfred.cli.verify;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;

/** What one checkpoint says of one chain. */
record Mark(long checkpoint, long epoch, long seq, Hash head, Hash root) {
    static Mark of(long checkpoint, Fields chain) throws MalformedException {
        Mark mark =
                new Mark(
                        checkpoint,
                        chain.number("epoch"),
                        chain.number("seq"),
                        chain.hash("head"),
                        chain.hash("root"));
        if (mark.seq < 0) {
            throw new MalformedException("\"seq\" is negative");
        }
        return mark;
    }

    /** Whether it says the same of the chain as an earlier one. */
    boolean repeats(Mark earlier) {
        return seq == earlier.seq
                && epoch == earlier.epoch
                && head.equals(earlier.head)
                && root.equals(earlier.root);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(checkpoint);
        out.writeLong(epoch);
        out.writeLong(seq);
        out.write(head.bytes());
        out.write(root.bytes());
    }

    /** The next mark, null at the end. */
    static @Nullable Mark read(DataInputStream in) throws IOException {
        long checkpoint;
        try {
            checkpoint = in.readLong();
        } catch (EOFException e) {
            return null;
        }
        return new Mark(
                checkpoint,
                in.readLong(),
                in.readLong(),
                Hash.ofBytes(in.readNBytes(Hash.BYTES)),
                Hash.ofBytes(in.readNBytes(Hash.BYTES)));
    }
}
