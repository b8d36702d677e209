package io.alfred.ear;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The EAR on a real Payara Server: the main job, and a stop that loses nothing. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PayaraServerIT {
    private static final Path EAR = Path.of(System.getProperty("alfred.ear"));
    private static final Path SERVER = Path.of(System.getProperty("payara.server"));
    private static final Path INIT_SQL = Path.of(System.getProperty("alfred.init-sql"));
    private static final String CHAT = "/v1/chat/completions";

    private static Installation installation;
    private static Client operator;
    private static Client application;

    @BeforeAll
    static void start() throws IOException, InterruptedException, SQLException {
        Path folder = Files.createTempDirectory(EAR.getParent(), "payara-it-");
        installation = new Installation(SERVER, EAR, INIT_SQL, folder);
        operator = installation.operator();
        Client.Answer founded =
                operator.post(
                        "/api/init",
                        """
                        {"org":"acme","team":"platform","user":"ana","credits":5}\
                        """);
        assertThat(founded.status()).as(founded.body()).isEqualTo(200);
        application = operator.as(founded.json().at("/key/secret").asText());
    }

    @AfterAll
    static void end() throws IOException {
        if (installation != null) {
            installation.close();
        }
    }

    @Test
    @Order(1)
    void a_whole_answer_lowers_the_wallet_by_its_price() throws IOException, InterruptedException {
        BigDecimal before = free();
        Client.Answer answer = application.post(CHAT, echo(false));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().at("/choices/0/message/content").asText())
                .contains("Good evening");
        assertThat(before.subtract(free())).isEqualByComparingTo(price(answer.json().get("usage")));
    }

    @Test
    @Order(1)
    void a_streamed_answer_arrives_as_events_and_lowers_the_wallet()
            throws IOException, InterruptedException {
        BigDecimal before = free();
        Client.Answer answer = application.post(CHAT, echo(true));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        List<String> events =
                answer.body().lines().filter(line -> line.startsWith("data:")).toList();
        assertThat(events).hasSizeGreaterThan(2).last().isEqualTo("data: [DONE]");
        assertThat(free()).isLessThan(before);
    }

    @Test
    @Order(1)
    void an_error_of_the_domain_reaches_the_caller_with_its_code()
            throws IOException, InterruptedException {
        Client.Answer unknown = operator.get("/api/wallets/user:nobody");
        assertThat(unknown.status()).as(unknown.body()).isEqualTo(404);
        Client.Answer unpriced =
                application.post(CHAT, echo(false).replace("sandbox/echo", "sandbox/none"));
        assertThat(unpriced.json().at("/error/code").asText()).isEqualTo("model_not_found");
    }

    @Test
    @Order(2)
    void ledger_and_audit_log_agree_with_what_happened() throws IOException, InterruptedException {
        JsonNode ledger = operator.get("/api/ledger/check").json();
        assertThat(ledger.get("ok").booleanValue()).as(ledger.toString()).isTrue();
        assertThat(ledger.get("holds").intValue()).isEqualTo(2);
        JsonNode audit = operator.get("/api/audit/verify").json();
        assertThat(audit.get("ok").booleanValue()).as(audit.toString()).isTrue();
        assertThat(audit.get("rows").intValue()).isPositive();
    }

    @Test
    @Order(3)
    void a_stop_waits_for_the_open_stream_and_leaves_no_hold_open()
            throws IOException, InterruptedException, SQLException {
        try (HeldProvider provider = new HeldProvider()) {
            addModel(provider);
            String body =
                    """
                    {"model":"held/m","stream":true,"messages":[{"role":"user","content":"count"}]}\
                    """;
            try (InputStream stream = application.open(CHAT, body)) {
                assertThat(stream.read()).isEqualTo('d');
                assertThat(openHolds()).isEqualTo("1");
                CompletableFuture<Void> stop = CompletableFuture.runAsync(PayaraServerIT::stop);
                awaitRefusal();
                provider.endStream();
                String rest = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(rest).endsWith("data: [DONE]\n\n");
                stop.join();
            }
        }
        assertThat(openHolds()).isEqualTo("0");
        assertThat(installation.query("SELECT count(*) FROM hold WHERE state = 'unknown'"))
                .isEqualTo("0");
        assertThat(installation.query("SELECT count(*) FROM node WHERE stopped_at IS NULL"))
                .isEqualTo("0");
        // 7 prompt tokens at 1 and 3 produced tokens at 2 credits per million
        assertThat(installation.query("SELECT charged FROM hold WHERE provider = 'held'"))
                .isEqualTo("13000");
    }

    private static void addModel(HeldProvider provider) throws IOException, InterruptedException {
        Client.Answer added =
                operator.put(
                        "/api/providers/held",
                        """
                        {"base_url":"%s","api_key":"a-key"}\
                        """
                                .formatted(provider.baseUrl()));
        assertThat(added.status()).as(added.body()).isEqualTo(200);
        Client.Answer priced =
                operator.put(
                        "/api/models/held/m",
                        """
                        {"input":1,"output":2,"context_tokens":1000,"max_output_tokens":100}\
                        """);
        assertThat(priced.status()).as(priced.body()).isEqualTo(200);
    }

    private static void stop() {
        try {
            installation.domain().stop();
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    /**
     * Until the server takes no new call, by an error or by not answering: it has begun to stop.
     */
    private static void awaitRefusal() throws InterruptedException {
        Client impatient = application.within(Duration.ofSeconds(5));
        int status = 200;
        while (status == 200) {
            try {
                status = impatient.post(CHAT, echo(false)).status();
            } catch (IOException e) {
                status = 0;
            }
        }
    }

    private static String openHolds() throws SQLException {
        return installation.query("SELECT count(*) FROM hold WHERE state = 'open'");
    }

    /** Once nothing is held any more: a settle follows its answer within some milliseconds. */
    private static BigDecimal free() throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        JsonNode wallet = operator.get("/api/wallets/user:ana").json();
        while (wallet.get("held").decimalValue().signum() != 0 && System.nanoTime() < endNanos) {
            TimeUnit.MILLISECONDS.sleep(20);
            wallet = operator.get("/api/wallets/user:ana").json();
        }
        assertThat(wallet.get("held").decimalValue()).isZero();
        return wallet.get("free").decimalValue();
    }

    /** The sandbox costs 0.1 credits per million prompt tokens and 0.4 per million produced. */
    private static BigDecimal price(JsonNode usage) {
        BigDecimal prompt = new BigDecimal(usage.get("prompt_tokens").intValue());
        BigDecimal produced = new BigDecimal(usage.get("completion_tokens").intValue());
        return prompt.add(produced.multiply(new BigDecimal(4))).movePointLeft(7);
    }

    private static String echo(boolean stream) {
        return """
        {"model":"sandbox/echo","stream":%s,\
        "messages":[{"role":"user","content":"Good evening, Alfred"}]}\
        """
                .formatted(stream);
    }
}
