package io.alfred.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the books and the log hold after a crash, on real processes. One story, in order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrashIT {
    private static final int STREAMS = 50;
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir static Path data;

    private static AlfredProcess alfred;
    private static SlowProvider provider;
    private static String key;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        provider = new SlowProvider();
        alfred = AlfredProcess.start(data);
        key =
                alfred.run(
                                "init",
                                "--org",
                                "acme",
                                "--team",
                                "platform",
                                "--user",
                                "ana",
                                "--credits",
                                "5",
                                "-o",
                                "json")
                        .expect(0)
                        .json()
                        .at("/key/secret")
                        .textValue();
        alfred.run("provider", "set", "slow", "--base-url", provider.baseUrl()).expect(0);
        alfred.run(
                        "model",
                        "set-price",
                        "slow/words",
                        "--input-price",
                        "1",
                        "--output-price",
                        "2",
                        "--context-tokens",
                        "100000",
                        "--max-output-tokens",
                        "10000")
                .expect(0);
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        provider.close();
        alfred.close();
    }

    @Test
    @Order(1)
    void after_a_kill_of_the_server_every_seen_call_is_in_the_books_and_stays_held()
            throws IOException, InterruptedException {
        provider.keepGoing();
        Streams streams = Streams.open(STREAMS);
        assertThat(provider.awaitStarted(STREAMS)).isTrue();
        streams.awaitHeads();

        alfred.killServer();
        provider.letEnd();
        streams.awaitEnds();
        alfred.restart();

        BigDecimal unknown = BigDecimal.ZERO;
        for (String tx : streams.seen) {
            JsonNode hold = hold(tx);
            assertThat(hold.path("state").textValue()).isIn("settled", "released", "unknown");
            if (hold.path("state").textValue().equals("unknown")) {
                unknown = unknown.add(hold.path("amount").decimalValue());
            }
        }
        assertThat(streams.seen).hasSize(STREAMS);
        assertThat(held()).isEqualByComparingTo(unknown).isPositive();
        JsonNode check = alfred.run("ledger", "check", "-o", "json").expect(0).json();
        assertThat(check.path("unknown")).hasSize(STREAMS);
        alfred.run("audit", "verify").expect(0);
        streams.assertRefusedWhenRepeated();
    }

    @Test
    @Order(2)
    void after_a_kill_of_the_supervisor_the_server_is_gone_and_starts_again()
            throws IOException, InterruptedException {
        alfred.killSupervisor();
        alfred.restart();
        alfred.run("ledger", "check").expect(0);
        alfred.run("audit", "verify").expect(0);
    }

    @Test
    @Order(3)
    void after_a_kill_of_postgresql_the_server_goes_on_and_the_books_balance()
            throws IOException, InterruptedException {
        BigDecimal before = held();
        provider.keepGoing();
        Streams streams = Streams.open(STREAMS);
        assertThat(provider.awaitStarted(STREAMS)).isTrue();
        streams.awaitHeads();

        alfred.killPostgres();
        provider.letEnd();
        streams.awaitEnds();

        AlfredProcess.await("every call is settled", () -> holds("open") == 0);
        for (String tx : streams.seen) {
            assertThat(hold(tx).path("state").textValue()).isIn("settled", "unknown");
        }
        assertThat(held()).isEqualByComparingTo(before);
        streams.assertRefusedWhenRepeated();
        assertThat(held()).isEqualByComparingTo(before);
        alfred.run("ledger", "check").expect(0);
        alfred.run("audit", "verify").expect(0);
        alfred.run("chat", "sandbox/echo", "still here").expect(0);
    }

    @Test
    @Order(4)
    void a_stop_lets_running_streams_end_and_settles_them()
            throws IOException, InterruptedException {
        BigDecimal before = held();
        provider.keepGoing();
        Streams streams = Streams.open(5);
        assertThat(provider.awaitStarted(5)).isTrue();
        streams.awaitHeads();

        alfred.terminate();
        provider.letEnd();
        streams.awaitEnds();
        alfred.awaitEnd();
        alfred.restart();

        for (String tx : streams.seen) {
            assertThat(hold(tx).path("state").textValue()).isEqualTo("settled");
        }
        assertThat(held()).isEqualByComparingTo(before);
        alfred.run("ledger", "check").expect(0);
    }

    @Test
    @Order(5)
    void rows_are_proved_offline_and_a_young_log_has_nothing_to_retire()
            throws IOException, InterruptedException {
        JsonNode row = alfred.api("/api/audit/entries?limit=1").path("items").path(0);
        String proof =
                alfred.run(
                                "audit",
                                "prove",
                                row.path("seq").asText(),
                                "--chain",
                                row.path("chain").asText())
                        .expect(0)
                        .out();
        Path file = Files.writeString(data.resolve("proof.json"), proof);
        String proved = alfred.run("audit", "verify-proof", file.toString()).expect(0).out();
        assertThat(proved).contains(row.path("chain").asText(), row.path("kind").asText());
        Files.writeString(file, proof.replaceFirst("\"tree_size\" : ", "\"tree_size\" : 1"));
        alfred.run("audit", "verify-proof", file.toString()).expect(6);
        assertThat(alfred.run("audit", "checkpoint").expect(0).out()).contains("key_id");

        String lastMonth = YearMonth.now(ZoneOffset.UTC).minusMonths(1).toString();
        Path retired = data.resolve("retired.ndjson");
        alfred.run("audit", "retire", "--before", lastMonth, "--to", retired.toString()).expect(1);
        assertThat(retired).doesNotExist();
    }

    @Test
    @Order(6)
    void a_row_edited_by_a_superuser_is_named_and_verification_exits_6()
            throws IOException, InterruptedException, SQLException {
        Path export = data.resolve("export.ndjson");
        alfred.run("audit", "export", export.toString()).expect(0);
        alfred.run("audit", "verify", export.toString()).expect(0);
        String[] edited = editOneRow();

        AlfredProcess.Result online = alfred.run("audit", "verify").expect(6);
        assertThat(online.out() + online.err()).contains(edited[0]).contains(edited[1]);

        Path tampered = data.resolve("tampered.ndjson");
        alfred.run("audit", "export", tampered.toString()).expect(0);
        AlfredProcess.Result offline = alfred.run("audit", "verify", tampered.toString()).expect(6);
        assertThat(offline.out() + offline.err()).contains(edited[0]).contains(edited[1]);
        alfred.run("audit", "verify", export.toString()).expect(0);
    }

    /**
     * Changes the payload of a row in the middle of the longest chain; gives back chain and seq.
     */
    private static String[] editOneRow() throws IOException, SQLException {
        String port = Files.readString(data.resolve("pg.json")).replaceAll("\\D", "");
        String password = Files.readString(data.resolve("secrets/pg-postgres.password")).strip();
        try (Connection superuser =
                        DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:" + port + "/alfred",
                                "postgres",
                                password);
                var statement = superuser.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            try (ResultSet row =
                    statement.executeQuery(
                            "UPDATE audit_log SET payload = overlay(payload placing '1'::bytea"
                                    + " from 8) WHERE (chain_id, seq) = (SELECT chain_id,"
                                    + " max(seq) / 2 FROM audit_log GROUP BY chain_id"
                                    + " ORDER BY max(seq) DESC LIMIT 1)"
                                    + " RETURNING chain_id::text, seq::text")) {
                assertThat(row.next()).isTrue();
                return new String[] {row.getString(1), row.getString(2)};
            }
        }
    }

    private static JsonNode hold(String tx) throws IOException, InterruptedException {
        JsonNode found = alfred.api("/api/ledger/holds?tx=" + tx).path("items");
        assertThat(found).as("transaction " + tx).hasSize(1);
        return found.get(0);
    }

    private static int holds(String state) {
        try {
            return alfred.api("/api/ledger/holds?state=" + state).path("items").size();
        } catch (IOException e) {
            // The database is coming back.
            return -1;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BigDecimal held() throws IOException, InterruptedException {
        return alfred.run("wallet", "show", "org:acme", "-o", "json")
                .expect(0)
                .json()
                .path("held")
                .decimalValue();
    }

    /** Streams that run beside the test, and the transaction ids their clients have seen. */
    private static final class Streams {
        private final Queue<String> seen = new ConcurrentLinkedQueue<>();
        private final Map<String, String> keys = new ConcurrentHashMap<>();
        private final List<Future<?>> running = new ArrayList<>();
        private final int count;

        private Streams(int count) {
            this.count = count;
        }

        static Streams open(int count) {
            Streams streams = new Streams(count);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            for (int i = 0; i < count; i++) {
                streams.running.add(threads.submit(streams::one));
            }
            threads.shutdown();
            return streams;
        }

        void awaitHeads() throws InterruptedException {
            AlfredProcess.await("every client has its transaction id", () -> seen.size() == count);
        }

        void awaitEnds() throws InterruptedException {
            AlfredProcess.await(
                    "every client is done", () -> running.stream().allMatch(Future::isDone));
        }

        /** Every call whose client saw its transaction id is bound to its key, crash or not. */
        void assertRefusedWhenRepeated() throws IOException, InterruptedException {
            assertThat(keys).hasSize(count);
            for (Map.Entry<String, String> call : keys.entrySet()) {
                HttpResponse<String> repeat =
                        HTTP.send(request(call.getValue()), HttpResponse.BodyHandlers.ofString());
                assertThat(repeat.statusCode()).as(repeat.body()).isEqualTo(409);
                JsonNode error = JSON.readTree(repeat.body()).path("error");
                assertThat(error.path("code").textValue())
                        .isIn("request_in_progress", "already_completed");
                assertThat(error.path("transaction_id").textValue()).isEqualTo(call.getKey());
            }
        }

        private static HttpRequest request(String idempotencyKey) {
            return HttpRequest.newBuilder(URI.create(alfred.url() + "/v1/chat/completions"))
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", idempotencyKey)
                    .POST(
                            HttpRequest.BodyPublishers.ofString(
                                    "{\"model\":\"slow/words\",\"stream\":true,"
                                            + "\"max_tokens\":3000,\"messages\":[{\"role\":"
                                            + "\"user\",\"content\":\"go on\"}]}"))
                    .build();
        }

        private void one() {
            String idempotencyKey = UUID.randomUUID().toString();
            try {
                HttpResponse<InputStream> response =
                        HTTP.send(
                                request(idempotencyKey), HttpResponse.BodyHandlers.ofInputStream());
                assertThat(response.statusCode()).isEqualTo(200);
                String tx = response.headers().firstValue("X-Alfred-Transaction").orElseThrow();
                keys.put(tx, idempotencyKey);
                seen.add(tx);
                try (InputStream body = response.body()) {
                    body.transferTo(OutputStream.nullOutputStream());
                }
            } catch (IOException e) {
                // The server was killed under the client: that is what this test does.
                assertThat(e).isNotNull();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
