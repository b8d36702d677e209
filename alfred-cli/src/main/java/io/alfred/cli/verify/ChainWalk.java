package io.alfred.cli.verify;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;

/** Follows one chain row by row, against its own links and against the marks of the checkpoints. */
final class ChainWalk implements AutoCloseable {
    private final String chain;
    private final DataInputStream marks;
    private final MerkleFrontier tree;
    private final long unseen;
    private Hash head;
    private long seq;
    private long epoch;
    private long confirmed;
    private @Nullable Mark nextMark;

    /** From the first row on. */
    ChainWalk(String chain, DataInputStream marks) throws IOException, BrokenException {
        this.chain = chain;
        this.marks = marks;
        this.tree = new MerkleFrontier();
        this.unseen = 0;
        this.head = Hash.genesis(chain);
        this.nextMark = Mark.read(marks);
        checkMarks();
    }

    /**
     * From a kept head on; what the checkpoints say of the rows before it stays unchecked.
     *
     * <p>Only a checkpoint at that row or a later one shows that the kept head is that of the log,
     * so there must be one.
     *
     * @param trusted whether there are no checkpoints at all
     */
    ChainWalk(KeptHead kept, DataInputStream marks, boolean trusted)
            throws IOException, BrokenException {
        this.chain = kept.chain();
        this.marks = marks;
        this.tree = kept.tree();
        this.unseen = kept.seq();
        this.head = kept.head();
        this.seq = kept.seq();
        this.epoch = kept.epoch();
        this.confirmed = kept.seq();
        Mark before = null;
        Mark mark = Mark.read(marks);
        while (mark != null && mark.seq() < seq) {
            before = mark;
            mark = Mark.read(marks);
        }
        if (mark == null && !trusted) {
            throw unseenByAll(before);
        }
        this.nextMark = mark;
        checkMarks();
    }

    String chain() {
        return chain;
    }

    /** Rows so far, those before a kept head included. */
    long rows() {
        return seq;
    }

    /** Rows before the kept head it began at. */
    long unseen() {
        return unseen;
    }

    /** Whether it has come to just where the kept head is. */
    boolean isAt(KeptHead kept) {
        return seq == kept.seq()
                && head.equals(kept.head())
                && epoch == kept.epoch()
                && tree.isAt(kept.seq(), kept.frontier());
    }

    /** Whether plain rows go on where it is. */
    boolean goesOnWith(Run run) {
        return run.chain().equals(chain)
                && run.firstSeq() == seq + 1
                && Arrays.equals(run.firstPrevHash(), head.bytes())
                && run.epochs()[0] >= epoch;
    }

    /** Takes plain rows that it {@link #goesOnWith}. */
    void accept(Run run) throws IOException, BrokenException {
        for (int i = 0; i < run.rows(); i++) {
            tree.addLeaf(run.leaves(), i * Hash.BYTES);
            seq++;
            epoch = run.epochs()[i];
            Mark mark = nextMark;
            if (mark != null && mark.seq() == seq) {
                head = run.hash(i);
                checkMarks();
            }
        }
        head = run.hash(run.rows() - 1);
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
        return soFar();
    }

    /** What the chain comes to up to here. */
    ChainEnd soFar() {
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

    private BrokenException unseenByAll(@Nullable Mark last) {
        String what =
                "no checkpoint saw row "
                        + seq
                        + ", which is said to be the last of the retired ones (or the checkpoints"
                        + " are older than it)";
        return (last == null
                        ? Broken.row(chain, 1, what)
                        : Broken.row(chain, last.seq() + 1, last.checkpoint(), what))
                .thrown();
    }

    private BrokenException broken(long at, String what) {
        return Broken.row(chain, at, what).thrown();
    }
}
