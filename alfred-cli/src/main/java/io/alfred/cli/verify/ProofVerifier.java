package io.alfred.cli.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies that rows are in the log a checkpoint was signed over, from a proof file alone: neither
 * the log nor its server is asked.
 */
public final class ProofVerifier {
    private static final Set<String> FIELDS = Set.of("v", "checkpoint", "entries");
    private static final Set<String> ENTRY_FIELDS =
            Set.of("chain", "seq", "prev_hash", "hash", "payload", "tree_size", "path");

    private ProofVerifier() {}

    /**
     * A row that a proof speaks of.
     *
     * @param payload its canonical JSON
     */
    public record Entry(String chain, long seq, String payload) {}

    /**
     * What was found.
     *
     * @param checkpoint its number
     * @param atMicros when it was signed, in microseconds since 1970 UTC, as it says
     * @param signatureChecked false where no key was given
     * @param entries that the proof holds for, in its order
     * @param objection why the proof does not hold; names the row it fails at
     */
    public record Finding(
            long checkpoint,
            long atMicros,
            boolean signatureChecked,
            List<Entry> entries,
            Optional<String> objection) {}

    /**
     * Verifies a proof.
     *
     * @param json the proof file
     * @throws MalformedException if it is no proof file
     */
    public static Finding verify(byte[] json, TrustedKeys keys) throws MalformedException {
        Fields proof = Fields.parse(json);
        requireOnly(proof, FIELDS);
        if (proof.number("v") != 1) {
            throw new MalformedException("its version is " + proof.number("v") + ", not 1");
        }
        Fields line = proof.object("checkpoint");
        byte[] bytes = line.base64("body");
        Fields body = Fields.parse(bytes);
        if (!Arrays.equals(CanonicalJson.write(body.object()), bytes) || body.number("v") != 1) {
            throw new MalformedException(
                    "the checkpoint's body is not canonical JSON of version 1");
        }
        long number = body.number("n");
        long atMicros = body.number("at");
        Map<String, Mark> marks = new HashMap<>();
        for (Fields chain : body.objects("chains")) {
            marks.put(chain.uuid("chain"), Mark.of(number, chain));
        }
        Optional<String> objection = Optional.empty();
        if (!keys.isEmpty()) {
            objection =
                    Optional.ofNullable(
                                    keys.objection(
                                            line.text("key_id"), bytes, line.base64("signature")))
                            .map(what -> "checkpoint " + number + " is not genuine: " + what);
        }
        List<Entry> proved = new ArrayList<>();
        for (Fields entry : proof.objects("entries")) {
            if (objection.isEmpty()) {
                objection = objection(entry, marks);
            }
            if (objection.isEmpty()) {
                proved.add(
                        new Entry(
                                entry.uuid("chain"),
                                entry.number("seq"),
                                new String(entry.base64("payload"), StandardCharsets.UTF_8)));
            }
        }
        if (objection.isEmpty() && proved.isEmpty()) {
            throw new MalformedException("it has no entries");
        }
        return new Finding(number, atMicros, !keys.isEmpty(), List.copyOf(proved), objection);
    }

    private static Optional<String> objection(Fields entry, Map<String, Mark> marks)
            throws MalformedException {
        requireOnly(entry, ENTRY_FIELDS);
        Row row = Row.of(entry);
        String place = "row " + row.seq() + " of chain " + row.chain() + ": ";
        if (!row.hashOver(row.prevHash()).equals(row.hash())) {
            return Optional.of(place + "its hash does not fit its payload");
        }
        try {
            row.epochOfPayload();
        } catch (MalformedException e) {
            return Optional.of(place + "its payload is wrong: " + e.getMessage());
        }
        Mark mark = marks.get(row.chain());
        if (mark == null) {
            return Optional.of(place + "the checkpoint does not know its chain");
        }
        if (mark.seq() != entry.number("tree_size")) {
            return Optional.of(place + "the checkpoint saw " + mark.seq() + " rows of its chain");
        }
        InclusionPath path = new InclusionPath(row.seq() - 1, mark.seq(), entry.hashes("path"));
        if (!path.leads(row.hash().bytes(), mark.root())) {
            return Optional.of(place + "it is not in the tree that the checkpoint was signed over");
        }
        return Optional.empty();
    }

    private static void requireOnly(Fields fields, Set<String> known) throws MalformedException {
        Set<String> unknown = new HashSet<>(fields.object().keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new MalformedException("\"" + unknown.iterator().next() + "\" is not a field");
        }
    }
}
