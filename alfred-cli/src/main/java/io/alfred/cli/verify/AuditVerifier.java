package io.alfred.cli.verify;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Verifies an export of the audit log against itself and against signed checkpoints.
 *
 * <p>Found are: a changed, missing, inserted or moved row, a cut tail, a rewritten suffix, a
 * missing chain, a log rolled back behind a checkpoint, a forged or missing checkpoint. Not found
 * is what no checkpoint has seen yet.
 */
public final class AuditVerifier {
    private final CheckpointLog checkpoints;
    private final TrustedKeys keys;
    private final ChainWalks walks;
    private long rows;
    private String goesOnWith = "";

    private AuditVerifier(TrustedKeys keys, Marks marks) {
        this.keys = keys;
        this.walks = new ChainWalks(marks);
        this.checkpoints = new CheckpointLog(keys, marks);
    }

    /** Opens lines to read; closed by the verifier. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    /**
     * Reads the checkpoints and then the exports to the end, or to the first finding.
     *
     * <p>Why in this order: rows that the export does not have yet would look like a cut tail.
     *
     * @param checkpoints lines of the checkpoint file
     * @param exports lines of {@code GET /api/audit/export}; opened when the checkpoints are read;
     *     files of retired rows come first, oldest first
     * @throws IOException if a stream cannot be read
     */
    public static Verification verify(
            Optional<Source> checkpoints, List<Source> exports, TrustedKeys keys)
            throws IOException {
        try (Marks marks = new Marks()) {
            return new AuditVerifier(keys, marks).run(checkpoints, exports);
        }
    }

    /** Verifies one export. */
    public static Verification verify(Optional<Source> checkpoints, Source export, TrustedKeys keys)
            throws IOException {
        return verify(checkpoints, List.of(export), keys);
    }

    private Verification run(Optional<Source> checkpointLines, List<Source> exports)
            throws IOException {
        Optional<Broken> broken = Optional.empty();
        List<ChainEnd> ends = List.of();
        try (walks) {
            if (checkpointLines.isPresent()) {
                try (InputStream lines = checkpointLines.get().open()) {
                    checkpoints.read(lines);
                }
            }
            try {
                readAll(exports);
                if (goesOnWith.isEmpty()) {
                    walks.checkMissing();
                }
            } finally {
                ends = walks.all().stream().map(ChainWalk::soFar).toList();
            }
        } catch (BrokenException e) {
            broken = Optional.of(e.broken());
        }
        return new Verification(
                rows,
                ends,
                walks.unseen().stream()
                        .map(k -> new Verification.Retired(k.chain(), k.seq(), k.exportSha256()))
                        .toList(),
                checkpoints.count(),
                checkpoints.count() > 0 && !keys.isEmpty(),
                broken,
                Optional.of(goesOnWith).filter(month -> !month.isEmpty()),
                notes());
    }

    private void readAll(List<Source> exports) throws IOException, BrokenException {
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(threads, AuditVerifier::thread);
        try {
            for (Source export : exports) {
                ExportReader reader = new ExportReader(walks);
                try (InputStream lines = export.open()) {
                    reader.read(new ScannedBlocks(lines, pool, threads));
                } finally {
                    rows += reader.rows();
                }
                goesOnWith = reader.retiredBefore();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "alfred-verify");
        thread.setDaemon(true);
        return thread;
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
        if (!walks.unseen().isEmpty()) {
            notes.add(
                    "older rows were retired and not given: name their files before this one to"
                            + " verify them too");
        }
        if (!goesOnWith.isEmpty()) {
            notes.add("the log goes on in " + goesOnWith + ": its later rows were not given");
        }
        return notes;
    }
}
