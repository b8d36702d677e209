package io.alfred.cli.verify;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * An export of many rows as a busy ledger writes them, and how fast it is verified: {@code main}
 * takes the number of rows.
 */
final class LargeLog {
    private static final String WALLET = new UUID(0x0190000000007000L, 0x8000000000000001L) + "";

    private LargeLog() {}

    /** Writes two chains of so many rows together and gives a checkpoint line over them. */
    static String write(Path file, int rows) throws IOException {
        List<Object> ends = new ArrayList<>();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            ends.add(chain(out, LogFixture.A, rows - rows / 10));
            ends.add(chain(out, LogFixture.B, rows / 10));
            TreeMap<String, Object> end = new TreeMap<>();
            end.put("end", true);
            end.put("chains", ends);
            end.put("rows", (long) rows);
            out.write(LogFixture.canonical(end));
            out.write('\n');
        }
        TreeMap<String, Object> body = new TreeMap<>();
        body.put("v", 1L);
        body.put("n", 1L);
        body.put("at", 1_750_000_000_000_000L);
        body.put("chains", ends);
        body.put("prev", "0".repeat(64));
        return LogFixture.signed(LogFixture.canonical(body), TestKey.ONE);
    }

    private static Map<String, Object> chain(OutputStream out, String chain, int rows)
            throws IOException {
        Hash head = Hash.genesis(chain);
        MerkleFrontier tree = new MerkleFrontier();
        for (int seq = 1; seq <= rows; seq++) {
            byte[] payload = payload(chain, seq).getBytes(StandardCharsets.UTF_8);
            Hash hash = Hash.over(head.bytes(), payload);
            out.write(
                    LogFixture.rowLine(chain, seq, head, hash, payload)
                            .getBytes(StandardCharsets.US_ASCII));
            out.write('\n');
            tree.add(hash.bytes());
            head = hash;
        }
        TreeMap<String, Object> end = new TreeMap<>();
        end.put("chain", chain);
        end.put("epoch", 1L);
        end.put("seq", (long) rows);
        end.put("head", head.hex());
        end.put("root", tree.root().hex());
        return end;
    }

    /** What a HOLD looks like. */
    private static String payload(String chain, int seq) {
        UUID tx = new UUID(0x0190000000007000L + seq, 0x8000000000000000L);
        return "{\"actor\":\"%s\",\"at\":%s,\"chain\":\"%s\",\"data\":{\"amount_nanos\":%s,\"model\":\"openai/gpt-4o\",\"wallet\":\"%s\"},\"epoch\":1,\"kind\":\"HOLD\",\"org\":\"%s\",\"seq\":%s,\"subject\":\"%s\",\"tx\":\"%s\",\"v\":1}"
                .formatted(
                        WALLET,
                        Long.toString(1_750_000_000_000_000L + seq),
                        chain,
                        Long.toString(1000L * seq),
                        WALLET,
                        WALLET,
                        Integer.toString(seq),
                        WALLET,
                        tx.toString());
    }

    private static long cpuNs() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Prints rows a second, several times over, as the JVM warms up. */
    public static void main(String[] args) throws IOException {
        int rows = Integer.parseInt(args[0]);
        Path file = Files.createTempFile("alfred-large", ".ndjson");
        try {
            byte[] checkpoint = write(file, rows).getBytes(StandardCharsets.UTF_8);
            System.out.printf(Locale.ROOT, "%d rows, %d bytes%n", rows, Files.size(file));
            for (int round = 0; round < 6; round++) {
                long start = System.nanoTime();
                long cpu = cpuNs();
                Verification found =
                        AuditVerifier.verify(
                                Optional.of(() -> new java.io.ByteArrayInputStream(checkpoint)),
                                () -> Files.newInputStream(file),
                                TrustedKeys.parse(List.of(LogFixture.PUBLIC_KEY)));
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "round %d: ok %s, %.0f rows/s, %.0f rows for each second of CPU%n",
                        round,
                        found.ok(),
                        found.rows() / seconds,
                        found.rows() / ((cpuNs() - cpu) / 1e9));
            }
        } finally {
            Files.delete(file);
        }
    }
}
