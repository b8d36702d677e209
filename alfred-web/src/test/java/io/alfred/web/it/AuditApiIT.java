package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** Proofs, checkpoints, retention and erasure, as the API gives them. */
@Order(6)
class AuditApiIT extends ContainerTest {
    private static final AlfredClient ADMIN = AlfredClient.admin();
    private static final HexFormat HEX = HexFormat.of();

    @BeforeAll
    static void write_something() {
        Tenant.withCredits("1");
    }

    @AfterEach
    void books_balance_and_the_log_verifies() {
        Books.balance();
        Books.logVerifies();
    }

    @Test
    void a_kind_that_no_row_can_have_is_refused() {
        for (String kind : List.of("", "hold", "%00", "HOLD%27--")) {
            ADMIN.get("/api/audit/entries?kind=" + kind).expect(400);
        }
        String csv = "date,model,amount_usd\n2026-11-20,m,1\n";
        ADMIN.postCsv("/api/ledger/reconciliations?provider=a%00", csv).expect(400);
    }

    @Test
    void the_rows_of_a_call_are_proved_against_the_newest_checkpoint()
            throws NoSuchAlgorithmException {
        Tenant tenant = Tenant.withCredits("1");
        provider().answer(TestProvider.json(Completion.text("ok", 10, 1)));
        String tx = tenant.client().chat(chatBody("prove me")).header("X-Alfred-Transaction");
        Books.resolution(tx);

        JsonNode proof = ADMIN.get("/api/audit/proof?tx=" + tx).expect(200);

        JsonNode body = decoded(proof.path("checkpoint").path("body"));
        assertThat(proof.path("entries").size()).isGreaterThanOrEqualTo(2);
        for (JsonNode entry : proof.path("entries")) {
            assertThat(decoded(entry.path("payload")).path("tx").asText()).isEqualTo(tx);
            assertThat(root(entry)).isEqualTo(rootIn(body, entry.path("chain").asText()));
        }
        assertThat(decoded(proof.path("entries").path(0).path("payload")).path("kind").asText())
                .isEqualTo("HOLD");
        JsonNode first = proof.path("entries").path(0);
        JsonNode single =
                ADMIN.get(
                                "/api/audit/proof?chain="
                                        + first.path("chain").asText()
                                        + "&seq="
                                        + first.path("seq").asText())
                        .expect(200);
        assertThat(single.path("entries").path(0).path("payload")).isEqualTo(first.path("payload"));
    }

    @Test
    void an_auditor_proves_rows_of_its_own_org_only() {
        Tenant mine = Tenant.withCredits("1");
        Tenant other = Tenant.withCredits("1");
        provider().answer(TestProvider.json(Completion.text("ok", 10, 1)));
        String tx = other.client().chat(chatBody("not yours")).header("X-Alfred-Transaction");
        Books.resolution(tx);

        mine.operator("auditor").get("/api/audit/proof?tx=" + tx).expect(404);
        other.operator("auditor").get("/api/audit/proof?tx=" + tx).expect(200);
        ADMIN.get("/api/audit/proof").expect(400);
        ADMIN.get("/api/audit/proof?tx=" + tx + "&seq=1").expect(400);
    }

    @Test
    void a_checkpoint_is_signed_on_demand_and_lists_every_chain() throws SQLException {
        JsonNode checkpoint = ADMIN.post("/api/audit/checkpoint", "{}").expect(200);

        assertThat(checkpoint.path("n").longValue()).isPositive();
        assertThat((long) checkpoint.path("chains").size())
                .isEqualTo(count("SELECT count(*) FROM audit_chain"));
        assertThat(decoded(checkpoint.path("line").path("body")).path("n"))
                .isEqualTo(checkpoint.path("n"));
    }

    @Test
    void triggers_are_on_and_this_month_is_not_retired() {
        assertThat(ADMIN.get("/api/audit/guards").expect(200).path("ok").booleanValue()).isTrue();
        String thisMonth = YearMonth.now(ZoneOffset.UTC).toString();
        ObjectNode request =
                Json.object().put("before", thisMonth).put("export_sha256", "00".repeat(32));
        assertThat(ADMIN.post("/api/audit/retire", request).expect(400).path("detail").asText())
                .contains("stay in the log");
        ADMIN.get("/api/audit/export?before=" + thisMonth).expect(400);
        ADMIN.get("/api/audit/export?before=-999999999-01").expect(400);
        request.put("before", "2020-01");
        assertThat(ADMIN.post("/api/audit/retire", request).expect(409).path("detail").asText())
                .contains("no rows before 2020-01");
        ADMIN.post("/api/audit/retire", request.put("export_sha256", "xy")).expect(400);
    }

    @Test
    void old_months_leave_the_log_for_the_file_whose_hash_is_told()
            throws SQLException, NoSuchAlgorithmException {
        UUID chain = UUID.fromString("01900000-0000-7000-8000-0000000000c1");
        writeOldChain(chain);
        Books.logVerifies();
        long rows = ADMIN.get("/api/audit/verify").expect(200).path("rows").longValue();
        String file = ADMIN.get("/api/audit/export?before=2026-01").body();
        assertThat(file.lines()).hasSize(2);
        assertThat(file).contains(chain.toString(), "\"retired_before\":\"2026-01\"");

        ObjectNode request =
                Json.object().put("before", "2026-01").put("export_sha256", "00".repeat(32));
        assertThat(ADMIN.post("/api/audit/retire", request).expect(409).path("detail").asText())
                .contains("not those of the file");
        request.put("export_sha256", HEX.formatHex(sha256(file)));
        Tenant.withCredits("1")
                .operator("owner")
                .post("/api/audit/retire", request.toString())
                .expect(403);
        JsonNode retired = ADMIN.post("/api/audit/retire", request).expect(200);

        assertThat(retired.path("rows").longValue()).isOne();
        assertThat(retired.path("tables").path(0).asText()).isEqualTo("audit_retired_2025_12");
        Books.logVerifies();
        JsonNode recorded = ADMIN.get("/api/audit/entries?kind=AUDIT_RETIRED").expect(200);
        assertThat(recorded.path("items").path(0).path("data").path("export_sha256").asText())
                .isEqualTo(HEX.formatHex(sha256(file)));
        assertThat(ADMIN.get("/api/audit/export").body())
                .startsWith("{\"begin\":true,\"chains\":[{\"chain\":\"" + chain);
        assertThat(ADMIN.get("/api/audit/verify").expect(200).path("rows").longValue())
                .isGreaterThan(rows - 1);
        ADMIN.get("/api/audit/proof?seq=1&chain=" + chain).expect(409);
        ADMIN.post("/api/audit/retire", request).expect(409);
    }

    /** A chain of a node that is long gone, with one row, in a partition that ends with 2025. */
    private static void writeOldChain(UUID chain) throws SQLException, NoSuchAlgorithmException {
        String first =
                strings(
                                "SELECT min(inhrelid::regclass::text) FROM pg_inherits WHERE"
                                        + " inhparent = 'audit_log'::regclass")
                        .getFirst();
        byte[] genesis = sha256("alfred-audit-v1:" + chain);
        byte[] payload =
                ("{\"at\":1750000000000000,\"chain\":\""
                                + chain
                                + "\",\"data\":{},\"epoch\":1,\"kind\":\"EXAMPLE\",\"seq\":1,\"v\":1}")
                        .getBytes(StandardCharsets.UTF_8);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(joined(genesis, payload));
        byte[] leaf = sha256((byte) 0, hash, new byte[0]);
        execute(
                "ALTER TABLE audit_log DETACH PARTITION " + first,
                "ALTER TABLE " + first + " RENAME TO audit_log_2025_12",
                "ALTER TABLE audit_log ATTACH PARTITION audit_log_2025_12 FOR VALUES FROM"
                        + " (MINVALUE) TO (1767225600000000)",
                "INSERT INTO node VALUES ('%s', 1, now(), now(), now())".formatted(chain),
                "INSERT INTO audit_chain (id, node_id, kind, epoch, seq, head, frontier) VALUES"
                        + " ('%s', '%s', 'events', 1, 1, '\\x%s', '\\x%s')"
                                .formatted(chain, chain, HEX.formatHex(hash), HEX.formatHex(leaf)),
                "INSERT INTO audit_log (chain_id, seq, epoch, at_micros, kind, prev_hash, hash,"
                        + " payload) VALUES ('%s', 1, 1, 1750000000000000, 'EXAMPLE', '\\x%s',"
                                .formatted(chain, HEX.formatHex(genesis))
                        + " '\\x%s', '\\x%s')"
                                .formatted(HEX.formatHex(hash), HEX.formatHex(payload)));
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static byte[] sha256(String text) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = Installation.current().asSuperuser().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void an_erased_person_is_nowhere_in_the_database_and_its_key_opens_nothing()
            throws SQLException {
        Tenant tenant = Tenant.withCredits("1");
        String name = "Zuzana Quirk";
        ObjectNode order = Json.object().put("org", tenant.org()).put("name", name);
        JsonNode user = ADMIN.post("/api/users", order).expect(201);
        ADMIN.post(
                        "/api/wallets",
                        Json.object().put("owner", "user:" + name).put("org", tenant.org()))
                .expect(201);
        JsonNode key =
                ADMIN.post(
                                "/api/keys",
                                Json.object()
                                        .put("user", name)
                                        .put("org", tenant.org())
                                        .put("name", "laptop of " + name))
                        .expect(201);
        AlfredClient client = AlfredClient.with(key.path("secret").asText());
        provider().answer(TestProvider.json(Completion.text("ok", 10, 1)));
        Books.resolution(client.chat(chatBody("hi")).header("X-Alfred-Transaction"));
        assertThat(createdRow(user).path("subject_name").asText()).isEqualTo(name);
        assertThat(tablesWith(name)).contains("app_user", "wallet", "api_key");

        String path = "/api/users/" + user.path("id").asText() + "/personal-data";
        tenant.operator("finops").delete(path).expect(403);
        JsonNode erased = ADMIN.delete(path).expect(200);

        assertThat(erased.path("name").asText()).startsWith("erased-");
        assertThat(erased.path("state").asText()).isEqualTo("suspended");
        assertThat(tablesWith(name)).isEmpty();
        client.chat(chatBody("hi")).expect(401);
        assertThat(createdRow(user).path("subject_name").isNull()).isTrue();
        assertThat(createdRow(user).path("data").has("sealed_name")).isTrue();
        assertThat(ADMIN.delete(path).expect(200)).isEqualTo(erased);
        JsonNode rows = ADMIN.get("/api/audit/entries?kind=ERASED&limit=1000").expect(200);
        assertThat(rows.path("items").findValuesAsText("subject"))
                .containsOnlyOnce(user.path("id").asText());
    }

    private static JsonNode createdRow(JsonNode user) {
        JsonNode rows = ADMIN.get("/api/audit/entries?kind=USER_CREATED&limit=1000").expect(200);
        for (JsonNode row : rows.path("items")) {
            if (row.path("subject").asText().equals(user.path("id").asText())) {
                return row;
            }
        }
        throw new AssertionError("no row for " + user);
    }

    /** Tables with a row that has the text in any column, as text or as bytes. */
    private static List<String> tablesWith(String text) throws SQLException {
        String hex = HEX.formatHex(text.getBytes(StandardCharsets.UTF_8));
        List<String> found = new ArrayList<>();
        for (String table :
                strings("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
            if (count(
                            "SELECT count(*) FROM \""
                                    + table
                                    + "\" t WHERE t::text LIKE '%"
                                    + text
                                    + "%' OR t::text LIKE '%"
                                    + hex
                                    + "%'")
                    > 0) {
                found.add(table);
            }
        }
        return found;
    }

    private static long count(String sql) throws SQLException {
        return Long.parseLong(strings(sql).getFirst());
    }

    private static List<String> strings(String sql) throws SQLException {
        try (Connection connection = Installation.current().asSuperuser().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (row.next()) {
                values.add(row.getString(1));
            }
            return values;
        }
    }

    private static JsonNode decoded(JsonNode base64) {
        return Json.parse(
                new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8));
    }

    private static String rootIn(JsonNode body, String chain) {
        for (JsonNode listed : body.path("chains")) {
            if (listed.path("chain").asText().equals(chain)) {
                return listed.path("root").asText();
            }
        }
        throw new AssertionError("the checkpoint does not list " + chain);
    }

    /** Walks the path as RFC 6962 splits the tree. */
    private static String root(JsonNode entry) throws NoSuchAlgorithmException {
        List<byte[]> path = new ArrayList<>();
        entry.path("path").forEach(hash -> path.add(HEX.parseHex(hash.asText())));
        byte[] leaf = sha256((byte) 0, HEX.parseHex(entry.path("hash").asText()), new byte[0]);
        return HEX.formatHex(
                root(
                        entry.path("seq").longValue() - 1,
                        entry.path("tree_size").longValue(),
                        path,
                        leaf));
    }

    private static byte[] root(long leaf, long leaves, List<byte[]> path, byte[] hash)
            throws NoSuchAlgorithmException {
        if (leaves == 1) {
            assertThat(path).isEmpty();
            return hash;
        }
        long half = Long.highestOneBit(leaves - 1);
        List<byte[]> inner = path.subList(0, path.size() - 1);
        return leaf < half
                ? sha256((byte) 1, root(leaf, half, inner, hash), path.getLast())
                : sha256((byte) 1, path.getLast(), root(leaf - half, leaves - half, inner, hash));
    }

    private static byte[] sha256(byte prefix, byte[] one, byte[] other)
            throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(prefix);
        digest.update(one);
        return digest.digest(other);
    }
}
