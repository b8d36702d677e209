package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Requests that are nearly right, over HTTP: none gets a 5xx, and none leaves a hold, a call or a
 * thread behind. {@code -Dalfred.fuzz.seed=…} chooses others.
 */
@Order(6)
class FuzzIT extends ContainerTest {
    private static final long SEED = Long.getLong("alfred.fuzz.seed", 20_260_704);
    private static final int CALLERS = 4;
    private static final int BODIES_EACH = 1_000;
    private static final int HEADS_EACH = 250;

    /** What HTTP has for a version that nobody speaks. */
    private static final int UNKNOWN_VERSION = 505;

    /** Threads that the container may keep for later, beyond what it had. */
    private static final int THREADS_KEPT_MAX = 16;

    private static final String CHAT =
            "\"messages\":[{\"role\":\"system\",\"content\":\"brief\"},{\"role\":\"user\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}],\"max_tokens\":5";
    private static final Map<String, List<String>> BODIES =
            Map.of(
                    "/v1/chat/completions",
                    List.of(
                            "{\"model\":\"sandbox/echo\"," + CHAT + ",\"n\":2,\"stream\":false}",
                            "{\"model\":\"sandbox/echo\","
                                    + CHAT
                                    + ",\"stream\":true,"
                                    + "\"stream_options\":{\"include_usage\":true}}",
                            "{\"model\":\"gpt-4o-mini\","
                                    + CHAT
                                    + ",\"tools\":[{\"type\":"
                                    + "\"function\",\"function\":{\"name\":\"f\"}}],"
                                    + "\"user\":\"u\",\"metadata\":{\"a\":\"b\"}}"),
                    "/v1/responses",
                    List.of(
                            "{\"model\":\"gpt-4o-mini\",\"input\":\"hi\","
                                    + "\"max_output_tokens\":16,\"stream\":true}",
                            "{\"model\":\"gpt-4o-mini\",\"input\":[{\"role\":\"user\",\"content\":"
                                    + "[{\"type\":\"input_text\",\"text\":\"hi\"}]}],"
                                    + "\"max_output_tokens\":16}"),
                    "/v1/completions",
                    List.of(
                            "{\"model\":\"gpt-4o-mini\",\"prompt\":[\"a\",\"b\"],"
                                    + "\"max_tokens\":5,\"n\":2,\"best_of\":2}"),
                    "/v1/embeddings",
                    List.of(
                            "{\"model\":\"sandbox/embedding\",\"input\":[\"a\",\"b\"],"
                                    + "\"dimensions\":8,\"encoding_format\":\"float\"}"),
                    "/v1/moderations",
                    List.of("{\"model\":\"sandbox/moderation\",\"input\":[\"a\",\"b\"]}"),
                    "/v1/images/generations",
                    List.of("{\"model\":\"gpt-image-1\",\"prompt\":\"a cat\",\"n\":1}"),
                    "/v1/audio/speech",
                    List.of("{\"model\":\"tts-1\",\"input\":\"read\",\"voice\":\"alloy\"}"),
                    "/v1/messages",
                    List.of(
                            "{\"model\":\"sandbox/echo\"," + CHAT.replace("system", "user") + "}",
                            "{\"model\":\"sandbox/echo\",\"max_tokens\":5,\"stream\":true,"
                                    + "\"system\":\"brief\",\"messages\":[{\"role\":\"user\","
                                    + "\"content\":\"hi\"}]}"),
                    "/v1/messages/count_tokens",
                    List.of(
                            "{\"model\":\"sandbox/echo\",\"messages\":[{\"role\":\"user\","
                                    + "\"content\":\"hi\"}]}"));

    private Tenant tenant;

    @BeforeEach
    void enter() {
        tenant = Tenant.withCredits("1000");
        provider()
                .answer(
                        TestProvider.status(
                                400,
                                "application/json",
                                "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\","
                                        + "\"code\":null,\"param\":null}}"));
    }

    private interface Round {
        void make(Mutations mutations);
    }

    @Test
    void no_body_gets_a_5xx_or_leaves_anything_behind() {
        List<String> paths = BODIES.keySet().stream().sorted().toList();
        leavesNothingBehind(
                BODIES_EACH,
                mutations -> {
                    String path = paths.get(mutations.nextInt(paths.size()));
                    String body = mutations.json(BODIES.get(path));
                    AlfredClient.Answer answer = tenant.client().post(path, body);
                    assertThat(answer.status())
                            .as("%s %s: %s", path, body, answer.body())
                            .isBetween(200, 499);
                });
        assertThat(provider().seen())
                .allSatisfy(seen -> assertThat(seen.headers()).doesNotContainKey("X-Injected"));
    }

    @Test
    void no_head_gets_a_5xx_or_leaves_anything_behind() {
        String body = BODIES.get("/v1/chat/completions").get(0);
        leavesNothingBehind(
                HEADS_EACH,
                mutations -> {
                    boolean api = mutations.nextInt(4) == 0;
                    String head = mutations.head(api ? apiHead(body) : chatHead(body));
                    try (RawConnection connection = RawConnection.open()) {
                        connection.send(head + body);
                        connection.finish();
                        assertThat(connection.statuses())
                                .as(head)
                                .allMatch(status -> status < 500 || status == UNKNOWN_VERSION);
                    }
                });
    }

    private void leavesNothingBehind(int each, Round round) {
        run(each / 5, SEED - 1, round);
        int before = threads();
        run(each, SEED, round);

        Await.until("no call is open", FuzzIT::isIdle);
        assertThat(tenant.spent()).isNotNegative();
        assertThat(
                        AlfredClient.admin()
                                .get("/api/ledger/holds?state=open")
                                .expect(200)
                                .path("items"))
                .isEmpty();
        Books.balance();
        Await.until(
                "the threads of the server are " + before + " again, or nearly",
                () -> threads() <= before + THREADS_KEPT_MAX);
    }

    private static void run(int each, long seed, Round round) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> callers = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                Mutations mutations = new Mutations(seed + caller);
                callers.add(
                        threads.submit(
                                () -> {
                                    for (int i = 0; i < each; i++) {
                                        round.make(mutations);
                                    }
                                }));
            }
            callers.forEach(Await::result);
        } catch (AssertionError e) {
            throw new AssertionError("seed " + SEED, e);
        }
    }

    private static boolean isIdle() {
        return AlfredClient.anonymous()
                .get("/health/ready")
                .body()
                .contains("\"open_calls\":\"0\"");
    }

    /** Of the server's process; 0 where the system does not tell, so that nothing is compared. */
    private static int threads() {
        long server =
                ProcessHandle.current()
                        .children()
                        .filter(
                                child ->
                                        child.info()
                                                .commandLine()
                                                .orElse("")
                                                .contains("payara-micro"))
                        .findFirst()
                        .orElseThrow()
                        .pid();
        Path tasks = Path.of("/proc", Long.toString(server), "task");
        if (!Files.isDirectory(tasks)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(tasks)) {
            return (int) all.count();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + tasks, e);
        }
    }

    private String chatHead(String body) {
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + tenant.secret()
                + rest(body);
    }

    private static String apiHead(String body) {
        return "POST /api/orgs HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + Installation.current().adminToken()
                + rest(body);
    }

    private static String rest(String body) {
        return "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length
                + "\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n";
    }
}
