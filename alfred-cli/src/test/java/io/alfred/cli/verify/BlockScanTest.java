package io.alfred.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The fast way and the slow way agree: whatever is taken as plain is right. */
class BlockScanTest {
    private static final String A = LogFixture.A;
    private static final String BYTES = "0123456789-+.eE\"\\{}[],:ntfu aZ\u007f";

    @Test
    void plain_rows_are_one_run_and_its_leaves_make_the_tree() {
        LogFixture log = LogFixture.small();
        List<Run> runs = scan(log.export());

        assertThat(runs).extracting(Run::rows).containsExactly(5, 3, 0);
        MerkleFrontier tree = new MerkleFrontier();
        for (int i = 0; i < 5; i++) {
            tree.addLeaf(runs.get(0).leaves(), i * Hash.BYTES);
        }
        assertThat(tree.root()).isEqualTo(log.chain(A).tree.root());
        assertThat(runs.get(0).hash(4)).isEqualTo(log.chain(A).head);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void what_is_taken_as_plain_is_accepted_line_by_line_too(long seed) throws IOException {
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int plain = 0;
        for (int round = 0; round < 4000; round++) {
            byte[] payload = mutated(canonical(random), random);
            LogFixture log = new LogFixture().appendBytes(A, payload);
            String line = log.export().getFirst();
            boolean taken = scan(List.of(line)).getFirst().plain();
            if (taken) {
                plain++;
                assertThat(slow(line)).as(line).isTrue();
            }
            String other =
                    new String(
                            mutated(line.getBytes(StandardCharsets.UTF_8), random),
                            StandardCharsets.ISO_8859_1);
            if (scan(List.of(other)).getFirst().plain()) {
                assertThat(slow(other)).as(other).isTrue();
            }
        }
        assertThat(plain).as("the mutations leave some rows plain").isGreaterThan(100);
    }

    @Test
    void canonical_rows_of_ascii_are_plain() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 500; round++) {
            LogFixture log = new LogFixture().appendBytes(A, canonical(random));
            assertThat(scan(log.export()).getFirst().plain()).as(log.export().getFirst()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 1000, 100_000})
    void blocks_are_whole_lines_whatever_their_size(int blockBytes) throws IOException {
        byte[] text =
                String.join("\n", LogFixture.small().export()).getBytes(StandardCharsets.UTF_8);
        Blocks blocks = new Blocks(new ByteArrayInputStream(text), blockBytes);
        StringBuilder joined = new StringBuilder();
        for (Blocks.Block block = blocks.next(); block != null; block = blocks.next()) {
            String part = new String(block.bytes(), 0, block.length(), StandardCharsets.UTF_8);
            joined.append(part);
            assertThat(part.endsWith("\n") || joined.length() == text.length).isTrue();
        }
        assertThat(joined.toString()).isEqualTo(new String(text, StandardCharsets.UTF_8));
    }

    private static boolean slow(String line) throws IOException {
        try {
            Row row = Row.of(Fields.parse(line.getBytes(StandardCharsets.UTF_8)));
            row.epochOfPayload();
            return row.hashOver(row.prevHash()).equals(row.hash());
        } catch (MalformedException e) {
            return false;
        }
    }

    private static List<Run> scan(List<String> lines) {
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        return BlockScan.of(new Blocks.Block(bytes, bytes.length));
    }

    private static byte[] canonical(SplittableRandom random) {
        Map<String, Object> event = new LogFixture().register(A).event(A);
        event.put("data", object(random, 0));
        for (String id : List.of("actor", "org", "subject", "tx")) {
            if (random.nextBoolean()) {
                event.put(id, LogFixture.B);
            }
        }
        return LogFixture.canonical(event);
    }

    private static Map<String, Object> object(SplittableRandom random, int depth) {
        Map<String, Object> object = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.put("k" + random.nextInt(30), value(random, depth));
        }
        return object;
    }

    private static Object value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth > 2 ? 3 : 5)) {
            case 0 -> random.nextLong(-1_000_000, 1_000_000);
            case 1 -> random.nextBoolean();
            case 2 -> "text \" \\ \n" + random.nextInt(9);
            case 3 -> object(random, depth + 1);
            default -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                yield list;
            }
        };
    }

    /** Changes nothing, or one byte, or swaps, doubles or drops one. */
    private static byte[] mutated(byte[] bytes, SplittableRandom random) {
        byte[] changed = bytes.clone();
        int at = random.nextInt(bytes.length - 1);
        switch (random.nextInt(5)) {
            case 0 -> changed[at] = (byte) BYTES.charAt(random.nextInt(BYTES.length()));
            case 1 -> {
                changed[at] = bytes[at + 1];
                changed[at + 1] = bytes[at];
            }
            case 2 -> {
                changed = new byte[bytes.length + 1];
                System.arraycopy(bytes, 0, changed, 0, at + 1);
                System.arraycopy(bytes, at, changed, at + 1, bytes.length - at);
            }
            case 3 -> {
                changed = new byte[bytes.length - 1];
                System.arraycopy(bytes, 0, changed, 0, at);
                System.arraycopy(bytes, at + 1, changed, at, bytes.length - at - 1);
            }
            default -> {
                // as it is
            }
        }
        return changed;
    }
}
