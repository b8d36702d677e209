package io.alfred.cli.verify;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Verifies an export of the audit log against itself and against signed checkpoints.
 *
 * <p>Found are: a changed, missing, inserted or moved row, a cut tail, a rewritten suffix, a
 * missing chain, a log rolled back behind a checkpoint, a forged or missing checkpoint. Not found
 * is what no checkpoint has seen yet.
 */
public final class AuditVerifier {
    private final Marks marks;
    private final CheckpointLog checkpoints;
    private final TrustedKeys keys;
    private final Map<String, ChainEnd> ends = new TreeMap<>();
    private long rows;
    private @Nullable ChainWalk walk;

    private AuditVerifier(TrustedKeys keys, Marks marks) {
        this.keys = keys;
        this.marks = marks;
        this.checkpoints = new CheckpointLog(keys, marks);
    }

    /** Opens lines to read; closed by the verifier. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    /**
     * Reads the checkpoints and then the export to the end, or to the first finding.
     *
     * <p>Why in this order: rows that the export does not have yet would look like a cut tail.
     *
     * @param checkpoints lines of the checkpoint file
     * @param export lines of {@code GET /api/audit/export}; opened when the checkpoints are read
     * @throws IOException if a stream cannot be read
     */
    public static Verification verify(Optional<Source> checkpoints, Source export, TrustedKeys keys)
            throws IOException {
        try (Marks marks = new Marks()) {
            return new AuditVerifier(keys, marks).run(checkpoints, export);
        }
    }

    private Verification run(Optional<Source> checkpointLines, Source export) throws IOException {
        Optional<Broken> broken = Optional.empty();
        try {
            if (checkpointLines.isPresent()) {
                try (InputStream lines = checkpointLines.get().open()) {
                    checkpoints.read(lines);
                }
            }
            try (InputStream lines = export.open()) {
                readExport(new Lines(lines));
            }
            checkChainsWithoutRows();
        } catch (BrokenException e) {
            broken = Optional.of(e.broken());
        } finally {
            closeWalk();
        }
        return new Verification(
                rows,
                List.copyOf(ends.values()),
                checkpoints.count(),
                checkpoints.count() > 0 && !keys.isEmpty(),
                broken,
                notes());
    }

    private void readExport(Lines lines) throws IOException, BrokenException {
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            try {
                Fields fields = Fields.parse(line);
                if (fields.has("end")) {
                    finish(fields, lines);
                    return;
                }
                accept(Row.of(fields));
            } catch (MalformedException e) {
                throw unreadable(e);
            }
        }
        throw (walk == null
                        ? Broken.export("the export is empty: it has no closing line")
                        : Broken.row(
                                walk.chain(),
                                walk.rows() + 1,
                                "the export ends here without its closing line: it was cut"))
                .thrown();
    }

    private BrokenException unreadable(MalformedException e) {
        String what = "the line cannot be read: " + e.getMessage();
        return (walk == null
                        ? Broken.export("line 1 of the export: " + what)
                        : Broken.row(walk.chain(), walk.rows() + 1, what))
                .thrown();
    }

    private void accept(Row row) throws IOException, BrokenException {
        if (walk == null || !walk.chain().equals(row.chain())) {
            endChain();
            if (ends.containsKey(row.chain())) {
                throw Broken.row(
                                row.chain(),
                                row.seq(),
                                "the row stands apart from its chain: inserted or out of order")
                        .thrown();
            }
            walk = new ChainWalk(row.chain(), marks.of(row.chain()));
        }
        walk.accept(row);
        rows++;
    }

    private void endChain() throws IOException, BrokenException {
        if (walk != null) {
            ends.put(walk.chain(), walk.end());
            closeWalk();
        }
    }

    private void finish(Fields end, Lines lines) throws IOException, BrokenException {
        endChain();
        Map<String, ChainEnd> announced = new TreeMap<>();
        for (Fields chain : end.objects("chains")) {
            ChainEnd said = ChainEnd.of(chain);
            announced.put(said.chain(), said);
        }
        for (ChainEnd said : announced.values()) {
            ChainEnd found = ends.get(said.chain());
            if (found == null) {
                try (ChainWalk none = new ChainWalk(said.chain(), marks.of(said.chain()))) {
                    found = none.end();
                }
                ends.put(found.chain(), found);
            }
            checkAnnounced(found, said);
        }
        for (ChainEnd found : ends.values()) {
            if (!announced.containsKey(found.chain())) {
                throw Broken.row(found.chain(), 1, "the closing line does not know the chain")
                        .thrown();
            }
        }
        if (end.number("rows") != rows) {
            throw Broken.export(
                            "the closing line counts " + end.number("rows") + " rows, not " + rows)
                    .thrown();
        }
        if (lines.next() != null) {
            throw Broken.export("something follows the closing line").thrown();
        }
    }

    private static void checkAnnounced(ChainEnd found, ChainEnd said) throws BrokenException {
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

    private void checkChainsWithoutRows() throws IOException, BrokenException {
        for (String chain : marks.chains()) {
            if (!ends.containsKey(chain)) {
                try (ChainWalk none = new ChainWalk(chain, marks.of(chain))) {
                    none.end();
                }
            }
        }
    }

    private void closeWalk() throws IOException {
        if (walk != null) {
            walk.close();
            walk = null;
        }
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (checkpoints.count() == 0) {
            notes.add("no checkpoints: a cut tail or a rewritten log would not show");
        } else if (keys.isEmpty()) {
            notes.add("no public key: the checkpoints' signatures were not checked");
        }
        if (checkpoints.first() > 1) {
            notes.add("the checkpoints begin with number " + checkpoints.first());
        }
        if (checkpoints.lastLineIncomplete()) {
            notes.add("the last checkpoint line is incomplete and was left out");
        }
        return notes;
    }
}
