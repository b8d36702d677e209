package io.alfred.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code docs/reference/audit-vectors.json}: what the server's writer and this verifier must agree
 * on. {@code -Dalfred.vectors.write=true} writes the file anew.
 */
class GoldenVectorsTest {
    private static final Path FILE =
            Path.of("..", "docs", "reference", "audit-vectors.json").toAbsolutePath().normalize();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String CHAIN = "01890000-0000-7000-8000-0000000000a1";
    private static final String ID = "01890000-0000-7000-8000-0000000000b%s";

    @Test
    void the_file_holds_what_this_code_computes() throws IOException {
        String computed = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(vectors());
        if (Boolean.getBoolean("alfred.vectors.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, computed + "\n");
        }
        assertThat(MAPPER.readTree(Files.readString(FILE))).isEqualTo(MAPPER.readTree(computed));
    }

    @Test
    void the_first_payloads_are_as_written_by_hand() throws IOException {
        JsonNode rows = MAPPER.readTree(Files.readString(FILE)).path("rows");

        assertThat(rows.get(0).path("payload").textValue())
                .isEqualTo(
                        "{\"at\":1750000000000000,\"chain\":\"01890000-0000-7000-8000-0000000000a1\","
                            + "\"data\":{},\"epoch\":1,\"kind\":\"NODE_STARTED\",\"seq\":1,\"v\":1}");
        assertThat(rows.get(1).path("payload").textValue())
                .isEqualTo(
                        "{\"actor\":\"01890000-0000-7000-8000-0000000000b2\",\"at\":1750000000000001,"
                            + "\"chain\":\"01890000-0000-7000-8000-0000000000a1\","
                            + "\"data\":{\"amount_nanos\":9223372036854775807,\"chain\":[\"w1\",\"w2\"],"
                            + "\"sandbox\":false},\"epoch\":1,\"kind\":\"HOLD\","
                            + "\"org\":\"01890000-0000-7000-8000-0000000000b1\",\"seq\":2,"
                            + "\"subject\":\"01890000-0000-7000-8000-0000000000b3\","
                            + "\"tx\":\"01890000-0000-7000-8000-0000000000b4\",\"v\":1}");
    }

    @Test
    void the_verifier_accepts_them() throws IOException {
        JsonNode vectors = MAPPER.readTree(Files.readString(FILE));
        String export = lines(vectors.path("export"));
        StringBuilder checkpoints = new StringBuilder();
        vectors.path("checkpoints")
                .forEach(c -> checkpoints.append(c.path("line").textValue()).append('\n'));

        Verification found =
                AuditVerifier.verify(
                        Optional.of(() -> stream(checkpoints.toString())),
                        () -> stream(export),
                        TrustedKeys.parse(
                                List.of(vectors.path("key").path("public_key").textValue())));

        assertThat(found.firstBroken()).isEmpty();
        assertThat(found.rows()).isEqualTo(4);
        assertThat(found.checkpoints()).isEqualTo(2);
    }

    private static ObjectNode vectors() throws IOException {
        LogFixture log = new LogFixture().register(CHAIN);
        ObjectNode file = MAPPER.createObjectNode();
        file.put("chain", CHAIN);
        file.put("genesis_prev_hash", log.chain(CHAIN).head.hex());
        file.put("empty_root", log.chain(CHAIN).tree.root().hex());
        ArrayNode rows = file.putArray("rows");
        List<Map<String, Object>> events = events();
        for (int i = 0; i < events.size(); i++) {
            if (i == 2) {
                log.checkpoint();
                log.epoch(CHAIN, 2);
            }
            Map<String, Object> event = events.get(i);
            ObjectNode row = rows.addObject();
            row.set("event", MAPPER.valueToTree(event));
            row.put("payload", new String(LogFixture.canonical(event), StandardCharsets.UTF_8));
            row.put("prev_hash", log.chain(CHAIN).head.hex());
            log.append(CHAIN, event);
            row.put("hash", log.chain(CHAIN).head.hex());
            row.put("root_after", log.chain(CHAIN).tree.root().hex());
        }
        log.checkpoint();
        ArrayNode checkpoints = file.putArray("checkpoints");
        for (String line : log.checkpoints()) {
            byte[] body = Base64.getDecoder().decode(MAPPER.readTree(line).path("body").asText());
            checkpoints
                    .addObject()
                    .put("body", new String(body, StandardCharsets.UTF_8))
                    .put("line", line);
        }
        file.putObject("key")
                .put("source", "RFC 8032, 7.1, test 1")
                .put("private_key", LogFixture.base64(TestKey.ONE.pkcs8()))
                .put("public_key", TestKey.ONE.spkiBase64())
                .put("key_id", TestKey.ONE.keyId());
        ArrayNode export = file.putArray("export");
        log.export().forEach(export::add);
        ArrayNode trees = file.putArray("rfc6962");
        for (int i = 0; i < FormatTest.RFC6962_LEAVES.size(); i++) {
            trees.addObject()
                    .put("leaf", FormatTest.RFC6962_LEAVES.get(i))
                    .put("root_after", FormatTest.RFC6962_ROOTS.get(i));
        }
        addPaths(file.putArray("inclusion"));
        file.set("proof", MAPPER.readTree(log.proof(CHAIN, 2, 4)));
        return file;
    }

    /** The audit paths of all leaves of all trees of the first 1, 2, 3 … of the leaves. */
    private static void addPaths(ArrayNode paths) {
        List<byte[]> leaves =
                FormatTest.RFC6962_LEAVES.stream().map(HexFormat.of()::parseHex).toList();
        for (int size = 1; size <= leaves.size(); size++) {
            for (int leaf = 0; leaf < size; leaf++) {
                ArrayNode path =
                        paths.addObject().put("leaf", leaf).put("leaves", size).putArray("path");
                Rfc6962.path(leaf, leaves.subList(0, size)).forEach(hash -> path.add(hash.hex()));
            }
        }
    }

    @Test
    void the_paths_lead_to_the_roots_of_the_trees() throws IOException {
        JsonNode vectors = MAPPER.readTree(Files.readString(FILE));
        assertThat(vectors.path("inclusion")).hasSize(36);
        for (JsonNode path : vectors.path("inclusion")) {
            List<Hash> beside = new ArrayList<>();
            for (JsonNode hash : path.path("path")) {
                beside.add(Hash.parse(hash.textValue()));
            }
            JsonNode trees = vectors.path("rfc6962");
            int leaf = path.path("leaf").intValue();
            int leaves = path.path("leaves").intValue();
            assertThat(
                            new InclusionPath(leaf, leaves, beside)
                                    .leads(
                                            HexFormat.of()
                                                    .parseHex(
                                                            trees.get(leaf)
                                                                    .path("leaf")
                                                                    .textValue()),
                                            Hash.parse(
                                                    trees.get(leaves - 1)
                                                            .path("root_after")
                                                            .textValue())))
                    .as(path.toString())
                    .isTrue();
        }
    }

    @Test
    void the_proof_holds() throws IOException {
        JsonNode vectors = MAPPER.readTree(Files.readString(FILE));
        ProofVerifier.Finding found =
                ProofVerifier.verify(
                        vectors.path("proof").toPrettyString().getBytes(StandardCharsets.UTF_8),
                        TrustedKeys.parse(
                                List.of(vectors.path("key").path("public_key").textValue())));

        assertThat(found.objection()).isEmpty();
        assertThat(found.entries()).extracting(ProofVerifier.Entry::seq).containsExactly(2L, 4L);
    }

    private static List<Map<String, Object>> events() {
        List<Map<String, Object>> events = new ArrayList<>();
        events.add(event(1, 1, "NODE_STARTED", Map.of()));
        Map<String, Object> hold = new LinkedHashMap<>();
        hold.put("sandbox", false);
        hold.put("chain", List.of("w1", "w2"));
        hold.put("amount_nanos", Long.MAX_VALUE);
        Map<String, Object> withIds = event(1, 2, "HOLD", hold);
        withIds.put("org", ID.formatted("1"));
        withIds.put("actor", ID.formatted("2"));
        withIds.put("subject", ID.formatted("3"));
        withIds.put("tx", ID.formatted("4"));
        events.add(withIds);
        Map<String, Object> strings = new LinkedHashMap<>();
        strings.put(FormatTest.BEYOND_BMP, "sorts after " + FormatTest.LATE_IN_BMP);
        strings.put(FormatTest.LATE_IN_BMP, FormatTest.BEYOND_BMP);
        strings.put("Z", "upper case before lower");
        strings.put("a", "quote \" backslash \\ slash / del \u007f ls \u2028 é");
        strings.put("", "controls \b\t\n\f\r\u0000\u001f");
        events.add(event(2, 3, "TEXT", strings));
        Map<String, Object> nested = new LinkedHashMap<>();
        nested.put("list", List.of(List.of(), Map.of(), true, 0L, -1L, "x"));
        nested.put("object", Map.of("b", Map.of("c", Long.MIN_VALUE)));
        events.add(event(2, 4, "NESTED", nested));
        return events;
    }

    private static Map<String, Object> event(
            long epoch, long seq, String kind, Map<String, Object> data) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("v", 1L);
        event.put("chain", CHAIN);
        event.put("epoch", epoch);
        event.put("seq", seq);
        event.put("at", 1_750_000_000_000_000L + seq - 1);
        event.put("kind", kind);
        event.put("data", data);
        return event;
    }

    private static String lines(JsonNode texts) {
        StringBuilder lines = new StringBuilder();
        texts.forEach(text -> lines.append(text.textValue()).append('\n'));
        return lines.toString();
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
