package io.alfred.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

class AuditChainTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final UUID CHAIN = UUID.fromString("01900000-0000-7000-8000-000000000001");
    private static final String START =
            "f8c9099453ddad683558b33ce5d5589e99dc7616e215e4e0079a402a2489e763";

    /** A payload, its hash and the root up to it, as the page shows them. */
    private static final Pattern VECTOR =
            Pattern.compile(
                    "^(\\{\"at\".*\"v\":1})\n(\\p{XDigit}{64})\n(\\p{XDigit}{64})$",
                    Pattern.MULTILINE);

    @Test
    void a_chain_starts_at_the_documented_value() throws IOException {
        assertThat(HEX.formatHex(ChainHead.genesis(CHAIN, 1).head())).isEqualTo(START);
        assertThat(page()).contains(START);
    }

    @Test
    void the_documented_rows_have_the_documented_bytes_hashes_and_roots() throws IOException {
        List<Map<String, Object>> rows =
                List.of(
                        row(1, 1, Map.of("note", "a \"b\" \\ \n \u0001 é")),
                        row(2, 1, Map.of("list", List.of("x", true), "amount", -1)),
                        row(3, 2, Map.of()));
        List<MatchResult> vectors = VECTOR.matcher(page()).results().toList();
        assertThat(vectors).hasSize(3);

        byte[] head = HEX.parseHex(START);
        MerkleFrontier tree = MerkleFrontier.empty();
        for (int i = 0; i < 3; i++) {
            byte[] payload = CanonicalJson.bytes(rows.get(i));
            assertThat(new String(payload, StandardCharsets.UTF_8))
                    .isEqualTo(vectors.get(i).group(1));
            head = Sha256.of(head, payload);
            tree.add(head);
            assertThat(HEX.formatHex(head)).isEqualTo(vectors.get(i).group(2));
            assertThat(HEX.formatHex(tree.root())).isEqualTo(vectors.get(i).group(3));
        }
    }

    @Test
    void a_row_carries_its_place_and_only_the_ids_it_has() {
        AuditChain chain = new AuditChain(ChainHead.genesis(CHAIN, 7));
        AuditRow bare = chain.append(AuditEvent.of(AuditKind.LIMIT), 5);
        AuditRow full =
                chain.append(
                        AuditEvent.of(AuditKind.HOLD)
                                .org(new UUID(0, 1))
                                .actor(new UUID(0, 2))
                                .subject(new UUID(0, 3))
                                .tx(new UUID(0, 4))
                                .with("amount_nanos", 9L),
                        6);
        assertThat(text(bare))
                .isEqualTo(
                        "{\"at\":5,\"chain\":\"01900000-0000-7000-8000-000000000001\",\"data\":{},"
                                + "\"epoch\":7,\"kind\":\"LIMIT\",\"seq\":1,\"v\":1}");
        assertThat(text(full))
                .isEqualTo(
                        "{\"actor\":\"00000000-0000-0000-0000-000000000002\",\"at\":6,"
                                + "\"chain\":\"01900000-0000-7000-8000-000000000001\","
                                + "\"data\":{\"amount_nanos\":9},\"epoch\":7,\"kind\":\"HOLD\","
                                + "\"org\":\"00000000-0000-0000-0000-000000000001\",\"seq\":2,"
                                + "\"subject\":\"00000000-0000-0000-0000-000000000003\","
                                + "\"tx\":\"00000000-0000-0000-0000-000000000004\",\"v\":1}");
    }

    @Test
    void rows_link_to_each_other_and_a_chain_continues_from_its_stored_head() {
        AuditChain whole = new AuditChain(ChainHead.genesis(CHAIN, 1));
        ChainHead stored = ChainHead.genesis(CHAIN, 1);
        for (int i = 0; i < 20; i++) {
            AuditEvent event = AuditEvent.of(AuditKind.BLOCK).with("step", i);
            whole.append(event, i);
            AuditChain continued = new AuditChain(stored);
            AuditRow row = continued.append(event, i);
            assertThat(row.prevHash()).isEqualTo(stored.head());
            assertThat(row.hash()).isEqualTo(Sha256.of(row.prevHash(), row.payload()));
            stored = continued.after();
        }
        assertThat(whole.rows()).extracting(AuditRow::seq).first().isEqualTo(1L);
        assertThat(whole.after().seq()).isEqualTo(20);
        assertThat(whole.after().head()).isEqualTo(stored.head());
        assertThat(whole.after().frontier()).isEqualTo(stored.frontier());
        assertThat(whole.after().root()).isEqualTo(stored.root());
    }

    @Test
    void a_chain_without_new_rows_stays_where_it_was() {
        ChainHead head = ChainHead.genesis(CHAIN, 1);
        AuditChain chain = new AuditChain(head);
        assertThat(chain.rows()).isEmpty();
        assertThat(chain.after().seq()).isZero();
        assertThat(chain.after().head()).isEqualTo(head.head());
    }

    private static Map<String, Object> row(long seq, int epoch, Map<String, Object> data) {
        return Map.of(
                "v",
                AuditChain.FORMAT_VERSION,
                "chain",
                CHAIN,
                "epoch",
                epoch,
                "seq",
                seq,
                "at",
                1_700_000_000_000_000L + seq,
                "kind",
                "EXAMPLE",
                "data",
                data);
    }

    private static String text(AuditRow row) {
        return new String(row.payload(), StandardCharsets.UTF_8);
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "reference", "audit-format.md"));
    }
}
