package io.alfred.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Holds the server to the vectors that the command line's own verifier was made with. */
class GoldenVectorsTest {
    private static final HexFormat HEX = HexFormat.of();
    private static JsonNode vectors;

    @BeforeAll
    static void read() throws IOException {
        vectors =
                new JsonMapper()
                        .readTree(
                                Path.of("..", "docs", "reference", "audit-vectors.json").toFile());
    }

    @Test
    void payloads_hashes_and_roots_are_those_of_the_vectors() {
        byte[] head = ChainHead.genesis(UUID.fromString(text(vectors, "chain")), 1).head();
        assertThat(HEX.formatHex(head)).isEqualTo(text(vectors, "genesis_prev_hash"));
        MerkleFrontier tree = MerkleFrontier.empty();
        assertThat(HEX.formatHex(tree.root())).isEqualTo(text(vectors, "empty_root"));
        assertThat(vectors.path("rows")).isNotEmpty();
        for (JsonNode row : vectors.path("rows")) {
            byte[] payload = CanonicalJson.bytes(object(row.path("event")));
            assertThat(new String(payload, StandardCharsets.UTF_8)).isEqualTo(text(row, "payload"));
            assertThat(HEX.formatHex(head)).isEqualTo(text(row, "prev_hash"));
            head = Sha256.of(head, payload);
            tree.add(head);
            assertThat(HEX.formatHex(head)).isEqualTo(text(row, "hash"));
            assertThat(HEX.formatHex(tree.root())).isEqualTo(text(row, "root_after"));
        }
    }

    @Test
    void the_tree_is_that_of_rfc_6962() {
        MerkleFrontier tree = MerkleFrontier.empty();
        assertThat(vectors.path("rfc6962")).isNotEmpty();
        for (JsonNode step : vectors.path("rfc6962")) {
            tree.add(HEX.parseHex(text(step, "leaf")));
            assertThat(HEX.formatHex(tree.root())).isEqualTo(text(step, "root_after"));
        }
    }

    @Test
    void audit_paths_are_those_of_the_vectors() {
        assertThat(vectors.path("inclusion")).isNotEmpty();
        for (JsonNode inclusion : vectors.path("inclusion")) {
            MerklePath path =
                    new MerklePath(
                            inclusion.path("leaf").longValue(),
                            inclusion.path("leaves").longValue());
            for (int i = 0; i < inclusion.path("leaves").intValue(); i++) {
                byte[] data = HEX.parseHex(text(vectors.path("rfc6962").get(i), "leaf"));
                path.add(i, Sha256.leaf(data));
            }
            List<String> expected = new ArrayList<>();
            inclusion.path("path").forEach(hash -> expected.add(hash.asText()));
            assertThat(path.hashes().stream().map(HEX::formatHex).toList())
                    .as(inclusion.toString())
                    .isEqualTo(expected);
        }
    }

    @Test
    void checkpoint_lines_are_those_of_the_vectors(@TempDir Path folder) throws IOException {
        Path keyFile = folder.resolve("key.pem");
        JsonNode key = vectors.path("key");
        Files.writeString(
                keyFile,
                pem("PRIVATE KEY", text(key, "private_key"))
                        + pem("PUBLIC KEY", text(key, "public_key")));
        SigningKey signer = SigningKey.loadOrCreate(keyFile);
        assertThat(signer.keyId()).isEqualTo(text(key, "key_id"));
        Path lines = folder.resolve("checkpoints.jsonl");
        List<String> expected = new ArrayList<>();
        for (JsonNode checkpoint : vectors.path("checkpoints")) {
            JsonNode body = new JsonMapper().readTree(text(checkpoint, "body"));
            // Opened anew each time, as after a restart: the numbers and links go on.
            CheckpointFile.open(lines, signer).append(heads(body), body.path("at").longValue());
            expected.add(text(checkpoint, "line"));
        }
        assertThat(Files.readAllLines(lines)).isEqualTo(expected);
    }

    /** Heads as the database holds them: with the frontier of the vector's rows up to them. */
    private static List<ChainHead> heads(JsonNode body) {
        List<ChainHead> heads = new ArrayList<>();
        for (JsonNode chain : body.path("chains")) {
            MerkleFrontier tree = MerkleFrontier.empty();
            for (int i = 0; i < chain.path("seq").intValue(); i++) {
                tree.add(HEX.parseHex(text(vectors.path("rows").get(i), "hash")));
            }
            heads.add(
                    new ChainHead(
                            UUID.fromString(text(chain, "chain")),
                            chain.path("epoch").intValue(),
                            chain.path("seq").longValue(),
                            HEX.parseHex(text(chain, "head")),
                            tree.encoded()));
        }
        return heads;
    }

    private static String pem(String label, String base64) {
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private static Map<String, Object> object(JsonNode node) {
        Map<String, Object> fields = new LinkedHashMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), value(field.getValue())));
        return fields;
    }

    private static Object value(JsonNode node) {
        if (node.isObject()) {
            return object(node);
        }
        if (node.isArray()) {
            List<Object> items = new ArrayList<>();
            node.forEach(item -> items.add(value(item)));
            return items;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isTextual() ? node.textValue() : (Object) node.longValue();
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }
}
