package io.alfred.cli.verify;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.IOException;

/** Follows one chain row by row, against its own links and against the marks of the checkpoints. */
final class ChainWalk implements AutoCloseable {
    private final String chain;
    private final DataInputStream marks;
    private final MerkleFrontier tree = new MerkleFrontier();
    private Hash head;
    private long seq;
    private long epoch;
    private long confirmed;
    private @Nullable Mark nextMark;

    ChainWalk(String chain, DataInputStream marks) throws IOException, BrokenException {
        this.chain = chain;
        this.marks = marks;
        this.head = Hash.genesis(chain);
        this.nextMark = Mark.read(marks);
        checkMarks();
    }

    String chain() {
        return chain;
    }

    /** Rows followed so far. */
    long rows() {
        return seq;
    }

    void accept(Row row) throws IOException, BrokenException {
        long expected = seq + 1;
        if (row.seq() != expected) {
            throw broken(
                    expected,
                    row.seq() > expected
                            ? "the row is missing: row " + row.seq() + " stands in its place"
                            : "row "
                                    + row.seq()
                                    + " stands in its place: inserted or out of order");
        }
        if (!row.prevHash().equals(head)) {
            throw broken(expected, "its previous hash is not the hash of the row before");
        }
        if (!row.hashOver(head).equals(row.hash())) {
            throw broken(expected, "its hash does not fit its payload: one of them was changed");
        }
        long rowEpoch = payloadEpoch(row);
        if (rowEpoch < epoch) {
            throw broken(expected, "its epoch falls from " + epoch + " to " + rowEpoch);
        }
        epoch = rowEpoch;
        seq = expected;
        head = row.hash();
        tree.add(head.bytes());
        checkMarks();
    }

    /** Checks that no checkpoint saw more rows, and gives what the chain came to. */
    ChainEnd end() throws BrokenException {
        Mark beyond = nextMark;
        if (beyond != null) {
            String lost =
                    seq == 0
                            ? "the whole chain is missing"
                            : "the tail was cut, as row " + seq + " is the last";
            throw Broken.row(
                            chain,
                            seq + 1,
                            beyond.checkpoint(),
                            lost
                                    + ", but checkpoint "
                                    + beyond.checkpoint()
                                    + " saw "
                                    + beyond.seq()
                                    + " rows (or the checkpoints are newer than the export)")
                    .thrown();
        }
        return new ChainEnd(chain, epoch, seq, head.hex(), tree.root().hex());
    }

    @Override
    public void close() throws IOException {
        marks.close();
    }

    private long payloadEpoch(Row row) throws BrokenException {
        try {
            return row.epochOfPayload();
        } catch (MalformedException e) {
            throw broken(row.seq(), "its payload is wrong: " + e.getMessage());
        }
    }

    private void checkMarks() throws IOException, BrokenException {
        for (Mark mark = nextMark; mark != null && mark.seq() == seq; mark = nextMark) {
            boolean same = mark.head().equals(head) && mark.root().equals(tree.root());
            if (!same || mark.epoch() < epoch) {
                throw Broken.row(
                                chain,
                                confirmed + 1,
                                mark.checkpoint(),
                                "rows from here to "
                                        + seq
                                        + " are not those that checkpoint "
                                        + mark.checkpoint()
                                        + " saw: the log was rewritten")
                        .thrown();
            }
            confirmed = seq;
            nextMark = Mark.read(marks);
        }
    }

    private BrokenException broken(long at, String what) {
        return Broken.row(chain, at, what).thrown();
    }
}
