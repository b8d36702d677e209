package io.alfred.cli.verify;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads one export to its closing line and takes every chain in it further. */
final class ExportReader {
    private final ChainWalks walks;
    private final Set<String> chainsHere = new HashSet<>();
    private @Nullable ChainWalk current;
    private long rows;
    private long lines;
    private boolean closed;
    private String retiredBefore = "";

    ExportReader(ChainWalks walks) {
        this.walks = walks;
    }

    /** Rows taken from this export. */
    long rows() {
        return rows;
    }

    /** Of an export of retired rows: the month with which the log goes on; empty of others. */
    String retiredBefore() {
        return retiredBefore;
    }

    void read(ScannedBlocks blocks) throws IOException, BrokenException {
        for (ScannedBlocks.Scanned block = blocks.next(); block != null; block = blocks.next()) {
            for (Run run : block.runs()) {
                if (!take(run)) {
                    readLines(block.block(), run);
                }
            }
        }
        if (!closed) {
            throw (current == null
                            ? Broken.export("the export is empty: it has no closing line")
                            : Broken.row(
                                    current.chain(),
                                    current.rows() + 1,
                                    "the export ends here without its closing line: it was cut"))
                    .thrown();
        }
    }

    /** Takes plain rows as a whole, if they go on where their chain is. */
    private boolean take(Run run) throws IOException, BrokenException {
        if (!run.plain() || closed) {
            return false;
        }
        enter(run.chain(), run.firstSeq());
        ChainWalk walk = current;
        if (walk == null || !walk.goesOnWith(run)) {
            return false;
        }
        long before = walk.rows();
        try {
            walk.accept(run);
        } finally {
            rows += walk.rows() - before;
            lines += run.rows();
        }
        return true;
    }

    private void readLines(Blocks.Block block, Run run) throws IOException, BrokenException {
        Lines each =
                new Lines(
                        new ByteArrayInputStream(block.bytes(), run.from(), run.to() - run.from()));
        for (byte[] line = each.next(); line != null; line = each.next()) {
            if (closed) {
                throw Broken.export("something follows the closing line").thrown();
            }
            try {
                read(Fields.parse(line));
            } catch (MalformedException e) {
                throw unreadable(e);
            }
        }
    }

    private void read(Fields line) throws IOException, BrokenException {
        lines++;
        if (line.has("begin")) {
            begin(line);
        } else if (line.has("end")) {
            finish(line);
        } else {
            Row row = Row.of(line);
            enter(row.chain(), row.seq());
            ChainWalk walk = current;
            if (walk != null) {
                walk.accept(row);
                rows++;
            }
        }
    }

    private BrokenException unreadable(MalformedException e) {
        String what = "the line cannot be read: " + e.getMessage();
        return (current == null
                        ? Broken.export("line " + Math.max(lines, 1) + " of the export: " + what)
                        : Broken.row(current.chain(), current.rows() + 1, what))
                .thrown();
    }

    private void enter(String chain, long seq) throws IOException, BrokenException {
        if (current != null && current.chain().equals(chain)) {
            return;
        }
        if (!chainsHere.add(chain)) {
            throw Broken.row(
                            chain,
                            seq,
                            "the row stands apart from its chain: inserted or out of order")
                    .thrown();
        }
        current = walks.of(chain);
    }

    private void begin(Fields line) throws IOException, BrokenException {
        if (lines > 1) {
            throw new MalformedException("kept heads stand in the first line only");
        }
        for (Fields chain : line.objects("chains")) {
            walks.keep(KeptHead.of(chain));
        }
    }

    private void finish(Fields end) throws IOException, BrokenException {
        closed = true;
        retiredBefore = end.has("retired_before") ? end.text("retired_before") : "";
        Map<String, ChainEnd> announced = new TreeMap<>();
        for (Fields chain : end.objects("chains")) {
            ChainEnd said = ChainEnd.of(chain);
            announced.put(said.chain(), said);
        }
        for (ChainEnd said : announced.values()) {
            checkAnnounced(walks.of(said.chain()), said);
        }
        for (ChainWalk walk : walks.all()) {
            boolean here = retiredBefore.isEmpty() || chainsHere.contains(walk.chain());
            if (here && !announced.containsKey(walk.chain())) {
                throw Broken.row(
                                walk.chain(),
                                walk.unseen() + 1,
                                "the closing line does not know the chain")
                        .thrown();
            }
        }
        if (end.number("rows") != rows) {
            throw Broken.export(
                            "the closing line counts " + end.number("rows") + " rows, not " + rows)
                    .thrown();
        }
    }

    private void checkAnnounced(ChainWalk walk, ChainEnd said) throws BrokenException {
        // Of a file of retired rows the checkpoints saw more than it holds.
        ChainEnd found = retiredBefore.isEmpty() ? walk.end() : walk.soFar();
        if (found.fits(said)) {
            return;
        }
        boolean cut = found.rows() < said.rows();
        throw Broken.row(
                        found.chain(),
                        cut ? found.rows() + 1 : Math.max(1, found.rows()),
                        cut
                                ? "the row is missing: the log's own register counts "
                                        + said.rows()
                                        + " rows of this chain"
                                : "the log's own register has another head for this chain")
                .thrown();
    }
}
