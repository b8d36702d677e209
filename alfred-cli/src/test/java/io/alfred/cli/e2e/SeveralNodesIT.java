package io.alfred.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.alfred.cli.core.DataDir;
import io.alfred.cli.serve.postgres.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Two servers on one PostgreSQL, set up as docs/operating/several-nodes.md says. */
class SeveralNodesIT {
    private static final int CALLS = 256;
    private static final int AFFORDABLE = 100;
    private static final String SANDBOX = "alfred.sandbox.enabled=true\n";
    private static final String PROVIDER_KEY = "the-providers-key";

    @TempDir static Path folder;

    private static EmbeddedPostgres postgres;
    private static AlfredProcess first;
    private static AlfredProcess second;
    private static HttpServer provider;
    private static ExecutorService threads;

    /** The provider answers when every call that the wallet cannot afford was refused. */
    private static final CountDownLatch REFUSALS = new CountDownLatch(CALLS - AFFORDABLE);

    private static final AtomicInteger SERVED = new AtomicInteger();

    @BeforeAll
    static void start() throws IOException {
        DataDir database = new DataDir(Files.createDirectory(folder.resolve("db")));
        postgres = EmbeddedPostgres.prepare(database);
        postgres.start();
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        Files.writeString(one.resolve("alfred.properties"), SANDBOX);
        first = AlfredProcess.start(one, onDatabase(database));
        Files.copy(one.resolve("admin.token"), two.resolve("admin.token"));
        Files.writeString(
                two.resolve("alfred.properties"),
                SANDBOX
                        + "alfred.secrets.keystore-file="
                        + one.resolve("secrets/keystore.p12")
                        + "\nalfred.secrets.keystore-password-file="
                        + one.resolve("secrets/keystore.password")
                        + "\n");
        second = AlfredProcess.start(two, onDatabase(database));
        threads = Executors.newVirtualThreadPerTaskExecutor();
        provider =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CALLS);
        provider.setExecutor(threads);
        provider.createContext("/v1/chat/completions", SeveralNodesIT::serve);
        provider.start();
    }

    private static String[] onDatabase(DataDir database) {
        Path secrets = database.root().resolve("secrets");
        return new String[] {
            "--db-url",
            postgres.url(),
            "--db-user",
            postgres.app().user(),
            "--db-password-file",
            secrets.resolve("pg-alfred_app.password").toString(),
            "--db-owner-user",
            postgres.owner().user(),
            "--db-owner-password-file",
            secrets.resolve("pg-alfred_owner.password").toString()
        };
    }

    @AfterAll
    static void stop() throws IOException {
        second.close();
        first.close();
        provider.stop(0);
        threads.shutdownNow();
        postgres.stop();
    }

    @Test
    void calls_on_both_nodes_share_one_limit_to_the_last_credit()
            throws IOException, InterruptedException, ExecutionException {
        String key = init();
        List<Future<Integer>> calls = new ArrayList<>();
        // one connection for each call: all of them wait at the same time
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (int i = 0; i < CALLS; i++) {
            AlfredProcess node = i % 2 == 0 ? first : second;
            calls.add(threads.submit(() -> call(http, node, key, "gate/words")));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> call : calls) {
            statuses.add(call.get());
        }

        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(AFFORDABLE);
        assertThat(statuses.stream().filter(status -> status == 402)).hasSize(CALLS - AFFORDABLE);
        assertThat(SERVED).hasValue(AFFORDABLE);
        AlfredProcess.await("everything is settled", SeveralNodesIT::nothingIsHeld);
        for (AlfredProcess node : List.of(first, second)) {
            JsonNode wallet = node.run("wallet", "show", "org:acme", "-o", "json").expect(0).json();
            assertThat(wallet.path("spent").decimalValue()).isEqualByComparingTo("30");
            node.run("ledger", "check").expect(0);
            JsonNode log = node.run("audit", "verify", "-o", "json").expect(0).json();
            assertThat(log.path("chains")).as("two of each node").hasSize(4);
        }
        bothNodesServed();
    }

    @Test
    void a_rate_limit_counts_the_calls_of_both_nodes()
            throws IOException, InterruptedException, ExecutionException {
        String key = founded("limited", "bo", 1_000);
        int burst = 40;
        first.run(
                        "limit",
                        "set",
                        "org:limited",
                        "--requests-per-minute",
                        "6",
                        "--burst",
                        String.valueOf(burst))
                .expect(0);
        // nodes look at the limits of others every half second
        TimeUnit.SECONDS.sleep(2);
        long startedNanos = System.nanoTime();
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<Integer> statuses = new ArrayList<>(atOnce(http, key, 3 * burst));
        // what one node had leased and did not need goes back within half a second
        TimeUnit.SECONDS.sleep(1);
        statuses.addAll(atOnce(http, key, burst));

        assertThat(statuses).containsOnly(200, 429);
        long elapsedSeconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos) + 1;
        long flowedIn = elapsedSeconds / 10 + 1;
        assertThat(statuses.stream().filter(status -> status == 200).count())
                .isBetween((long) burst, burst + flowedIn);
    }

    private static List<Integer> atOnce(HttpClient http, String key, int calls)
            throws InterruptedException, ExecutionException {
        List<Future<Integer>> pending = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            AlfredProcess node = i % 2 == 0 ? first : second;
            pending.add(threads.submit(() -> call(http, node, key, "sandbox/echo")));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> call : pending) {
            statuses.add(call.get());
        }
        return statuses;
    }

    private static String founded(String org, String user, int credits)
            throws IOException, InterruptedException {
        return first.run(
                        "init",
                        "--org",
                        org,
                        "--team",
                        "platform",
                        "--user",
                        user,
                        "--credits",
                        String.valueOf(credits),
                        "-o",
                        "json")
                .expect(0)
                .json()
                .at("/key/secret")
                .textValue();
    }

    /** One credit is held for a call of ten tokens; three tokens are produced. */
    private static String init() throws IOException, InterruptedException {
        String key = founded("acme", "ana", AFFORDABLE);
        first.runWithInput(
                        PROVIDER_KEY + "\n",
                        "provider",
                        "set",
                        "gate",
                        "--base-url",
                        "http://127.0.0.1:" + provider.getAddress().getPort() + "/v1",
                        "--key-file",
                        "-")
                .expect(0);
        // through the other node
        second.run(
                        "model",
                        "set-price",
                        "gate/words",
                        "--input-price",
                        "0",
                        "--output-price",
                        "100000",
                        "--context-tokens",
                        "10000",
                        "--max-output-tokens",
                        "100")
                .expect(0);
        AlfredProcess.await("the first node knows the price", () -> knowsPrice(first));
        return key;
    }

    private static boolean knowsPrice(AlfredProcess node) {
        try {
            return node.api("/api/models?provider=gate")
                    .findValuesAsText("id")
                    .contains("gate/words");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean nothingIsHeld() {
        try {
            JsonNode held = first.api("/api/wallets/org:acme").path("held");
            return held.isNumber() && held.decimalValue().signum() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void bothNodesServed() throws IOException, InterruptedException {
        JsonNode chains = second.run("audit", "verify", "-o", "json").json().path("chains");
        for (JsonNode chain : chains) {
            assertThat(chain.path("rows").longValue()).as(chain.toString()).isPositive();
        }
    }

    private static int call(HttpClient http, AlfredProcess node, String key, String model)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(node.url() + "/v1/chat/completions"))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\""
                                                + model
                                                + "\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\","
                                                + "\"content\":\"go\"}]}"))
                        .build();
        int status = http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        if (status == 402) {
            REFUSALS.countDown();
        }
        return status;
    }

    private static void serve(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String sent = exchange.getRequestHeaders().getFirst("Authorization");
        boolean known = ("Bearer " + PROVIDER_KEY).equals(sent);
        String answer =
                "{\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"finish_reason\":"
                        + "\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"a b c\"}}],"
                        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":3,"
                        + "\"total_tokens\":4}}";
        try {
            if (known) {
                SERVED.incrementAndGet();
                assertThat(REFUSALS.await(90, TimeUnit.SECONDS)).isTrue();
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(known ? 200 : 401, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }
}
