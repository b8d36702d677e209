package io.alfred.cli.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes an audit log as the format prescribes: rows, checkpoints, export. */
public final class LogFixture {
    public static final String A = "01890000-0000-7000-8000-00000000000a";
    public static final String B = "01890000-0000-7000-8000-00000000000b";
    public static final String PUBLIC_KEY = TestKey.ONE.spkiBase64();

    private static final long START_MICROS = 1_750_000_000_000_000L;

    private final Map<String, Chain> chains = new TreeMap<>();
    private final List<String> checkpoints = new ArrayList<>();
    private final TestKey key;
    private String previousBody = "0".repeat(64);

    public LogFixture() {
        this(TestKey.ONE);
    }

    LogFixture(TestKey key) {
        this.key = key;
    }

    /** Two chains, A of five rows and B of three, with three checkpoints on the way. */
    public static LogFixture small() {
        return new LogFixture()
                .register(B)
                .rows(A, 2)
                .checkpoint()
                .rows(A, 2)
                .rows(B, 2)
                .checkpoint()
                .rows(A, 1)
                .rows(B, 1)
                .checkpoint();
    }

    LogFixture register(String chain) {
        chains.computeIfAbsent(chain, Chain::new);
        return this;
    }

    public LogFixture rows(String chain, int count) {
        register(chain);
        for (int i = 0; i < count; i++) {
            append(chain, event(chain));
        }
        return this;
    }

    /** The payload the next row of a chain would have. */
    Map<String, Object> event(String chain) {
        Chain state = chain(chain);
        Map<String, Object> event = new TreeMap<>();
        event.put("v", 1L);
        event.put("chain", chain);
        event.put("epoch", state.epoch);
        event.put("seq", state.seq + 1);
        event.put("at", START_MICROS + state.seq);
        event.put("kind", "HOLD");
        event.put("data", Map.of("amount_nanos", 1_000L + state.seq));
        return event;
    }

    LogFixture append(String chain, Map<String, Object> event) {
        return appendBytes(chain, canonical(event));
    }

    LogFixture appendBytes(String chain, byte[] payload) {
        register(chain);
        Chain state = chain(chain);
        Hash hash = Hash.over(state.head.bytes(), payload);
        state.seq++;
        state.lines.add(rowLine(chain, state.seq, state.head, hash, payload));
        state.head = hash;
        state.tree.add(hash.bytes());
        state.hashes.add(hash.bytes());
        state.payloads.add(payload);
        return this;
    }

    /** A proof of rows of one chain against the newest checkpoint. */
    public String proof(String chain, int... seqs) {
        Chain state = chain(chain);
        Hash genesis = Hash.genesis(chain);
        List<Object> entries = new ArrayList<>();
        for (int seq : seqs) {
            Map<String, Object> entry = new TreeMap<>();
            entry.put("chain", chain);
            entry.put("seq", (long) seq);
            entry.put("prev_hash", seq == 1 ? genesis.hex() : hex(state.hashes.get(seq - 2)));
            entry.put("hash", hex(state.hashes.get(seq - 1)));
            entry.put("payload", base64(state.payloads.get(seq - 1)));
            entry.put("tree_size", state.seq);
            List<String> path = new ArrayList<>();
            Rfc6962.path(seq - 1, state.hashes).forEach(hash -> path.add(hash.hex()));
            entry.put("path", path);
            entries.add(entry);
        }
        return "{\"v\":1,\"checkpoint\":"
                + checkpoints.getLast()
                + ",\"entries\":"
                + new String(canonical(Map.of("e", entries)), UTF_8).replaceFirst("^\\{\"e\":", "");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    LogFixture epoch(String chain, long epoch) {
        chain(chain).epoch = epoch;
        return this;
    }

    public LogFixture checkpoint() {
        List<Object> listed = new ArrayList<>();
        chains.forEach((id, state) -> listed.add(new TreeMap<>(state.summary())));
        Map<String, Object> body = new TreeMap<>();
        body.put("v", 1L);
        body.put("n", checkpoints.size() + 1L);
        body.put("at", START_MICROS + 1_000_000L * checkpoints.size());
        body.put("chains", listed);
        body.put("prev", previousBody);
        byte[] bytes = canonical(body);
        previousBody = Hash.over(bytes).hex();
        checkpoints.add(signed(bytes, key));
        return this;
    }

    static String signed(byte[] body, TestKey key) {
        return "{\"body\":\"%s\",\"key_id\":\"%s\",\"signature\":\"%s\"}"
                .formatted(base64(body), key.keyId(), base64(key.sign(body)));
    }

    public List<String> checkpoints() {
        return new ArrayList<>(checkpoints);
    }

    /** All lines of the export, the closing one last. */
    public List<String> export() {
        List<String> lines = rowLines();
        lines.add(closing(lines.size()));
        return withKeptHeads(lines);
    }

    /** The rows leave the log: their file; later exports begin with the kept heads. */
    public List<String> retire(String before) {
        List<String> lines = rowLines();
        List<Object> listed = new ArrayList<>();
        for (Chain state : chains.values()) {
            if (!state.lines.isEmpty()) {
                listed.add(new TreeMap<>(state.summary()));
            }
        }
        Map<String, Object> end = new TreeMap<>();
        end.put("end", true);
        end.put("chains", listed);
        end.put("rows", (long) lines.size());
        end.put("retired_before", before);
        lines.add(text(end));
        List<String> file = withKeptHeads(lines);
        String sha256 = sha256(String.join("\n", file) + "\n");
        chains.values().forEach(state -> state.retire(sha256));
        return file;
    }

    public static String sha256(String text) {
        return Hash.over(text.getBytes(UTF_8)).hex();
    }

    private List<String> rowLines() {
        List<String> lines = new ArrayList<>();
        chains.values().forEach(state -> lines.addAll(state.lines));
        return lines;
    }

    private List<String> withKeptHeads(List<String> lines) {
        List<Object> kept = new ArrayList<>();
        chains.values().stream().filter(c -> !c.kept.isEmpty()).forEach(c -> kept.add(c.kept));
        if (!kept.isEmpty()) {
            Map<String, Object> begin = new TreeMap<>();
            begin.put("begin", true);
            begin.put("chains", kept);
            lines.addFirst(text(begin));
        }
        return lines;
    }

    private static String text(Map<String, Object> object) {
        return new String(canonical(object), UTF_8);
    }

    String closing(int rows) {
        List<Object> listed = new ArrayList<>();
        chains.values().forEach(state -> listed.add(new TreeMap<>(state.summary())));
        Map<String, Object> end = new TreeMap<>();
        end.put("end", true);
        end.put("chains", listed);
        end.put("rows", (long) rows);
        return text(end);
    }

    Chain chain(String id) {
        Chain chain = chains.get(id);
        if (chain == null) {
            throw new IllegalArgumentException("no chain " + id);
        }
        return chain;
    }

    static byte[] canonical(Map<String, Object> object) {
        try {
            return CanonicalJson.write(object);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String rowLine(String chain, long seq, Hash prev, Hash hash, byte[] payload) {
        return "{\"chain\":\"%s\",\"seq\":%s,\"prev_hash\":\"%s\",\"hash\":\"%s\",\"payload\":\"%s\"}"
                .formatted(chain, Long.toString(seq), prev.hex(), hash.hex(), base64(payload));
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** A chain as its writer knows it. */
    static final class Chain {
        final String id;
        final List<String> lines = new ArrayList<>();
        final MerkleFrontier tree = new MerkleFrontier();
        final List<byte[]> hashes = new ArrayList<>();
        final List<byte[]> payloads = new ArrayList<>();
        long epoch = 1;
        long seq;
        Hash head;
        Map<String, Object> kept = Map.of();

        Chain(String id) {
            this.id = id;
            this.head = Hash.genesis(id);
        }

        void retire(String sha256) {
            if (lines.isEmpty()) {
                return;
            }
            lines.clear();
            kept = new TreeMap<>(summary());
            kept.remove("root");
            kept.put("frontier", HexFormat.of().formatHex(tree.encoded()));
            kept.put("export_sha256", sha256);
        }

        Map<String, Object> summary() {
            return Map.of(
                    "chain",
                    id,
                    "epoch",
                    epoch,
                    "seq",
                    seq,
                    "head",
                    head.hex(),
                    "root",
                    tree.root().hex());
        }
    }
}
