package io.alfred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class ChatTest {
    private static final String KEY = InitAndLoginTest.SECRET;
    private static final String CALL = "POST /v1/chat/completions";
    private static final Map<String, String> HEADERS =
            Map.of("X-Alfred-Transaction", "tx-1", "X-Alfred-Cost", "0.000001234");

    @TempDir private Path data;
    private FakeServer server;
    private Cli cli;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        cli = Cli.at(server, data);
        Files.writeString(data.resolve("profile.json"), "{\"api_key\":\"" + KEY + "\"}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_answer_is_printed_piece_by_piece_with_the_saved_key() {
        server.on(
                CALL,
                200,
                ": heartbeat\n\n"
                        + chunk("Good ")
                        + "event: x\r\n"
                        + chunk("evening ✓")
                        + "data: {\"choices\":[]}\n\ndata: [DONE]\n\n",
                HEADERS);

        Cli.Result result = cli.run("chat", "sandbox/echo", "Good evening", "--system", "be kind");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo("Good evening ✓\n");
        assertThat(result.err()).isEqualTo("cost: 0.000001234 credits\n");
        assertThat(server.last().token()).isEqualTo(KEY);
        assertThat(server.last().body())
                .isEqualTo(
                        "{\"model\":\"sandbox/echo\",\"messages\":[{\"role\":\"system\",\"content\":\"be"
                            + " kind\"},{\"role\":\"user\",\"content\":\"Good"
                            + " evening\"}],\"stream\":true}");
    }

    @Test
    void a_stream_without_its_end_is_a_failure_that_names_the_transaction() {
        server.on(CALL, 200, chunk("Good "), HEADERS);

        Cli.Result result = cli.run("chat", "m", "hi");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEqualTo("Good \n");
        assertThat(result.err()).contains("broke off", "tx-1");
    }

    @Test
    void an_error_inside_the_stream_is_told() {
        server.on(
                CALL,
                200,
                chunk("a")
                        + "data:"
                        + " {\"error\":{\"message\":\"gone\",\"code\":\"upstream_failed\"}}\n\n");

        Cli.Result result = cli.run("chat", "m", "hi");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("alfred: upstream_failed: gone\n");
    }

    @Test
    void without_stream_the_whole_answer_is_printed_and_as_json_the_apis_object() {
        String body =
                "{\"id\":\"c\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"}}],\"usage\":{\"total_tokens\":3}}";
        server.on(CALL, 200, body, HEADERS);

        assertThat(cli.run("chat", "m", "hi", "--no-stream").out()).isEqualTo("Hello\n");
        assertThat(server.last().body()).endsWith("\"stream\":false}");
        assertThat(cli.run("chat", "m", "hi", "-o", "json").out()).contains("\"total_tokens\" : 3");
        assertThat(server.last().body()).endsWith("\"stream\":false}");
    }

    @Test
    void an_empty_wallet_exits_5_and_the_prompt_comes_from_stdin() {
        server.on(
                CALL,
                402,
                "{\"error\":{\"message\":\"wallet \\\"user:ana\\\" is"
                        + " empty\",\"code\":\"wallet_exhausted\"}}");

        Cli.Result result = cli.stdin("from stdin").run("chat", "m");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err())
                .isEqualTo("alfred: wallet_exhausted: wallet \"user:ana\" is empty\n");
        assertThat(server.last().body()).contains("\"content\":\"from stdin\"");
    }

    @Test
    void a_prompt_may_start_with_an_at_sign() throws IOException {
        Path file = Files.writeString(data.resolve("args"), "--no-stream");
        server.on(CALL, 200, chunk("a") + "data: [DONE]\n\n");

        cli.run("chat", "m", "@" + file);

        assertThat(server.last().body()).contains("\"content\":\"@" + file + "\"");
    }

    @Test
    void without_a_saved_key_it_says_how_to_get_one() throws IOException {
        Files.delete(data.resolve("profile.json"));

        Cli.Result result = cli.run("chat", "m", "hi");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("alfred key create");
        assertThat(server.requests()).isEmpty();
    }

    private static String chunk(String content) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                + content
                + "\"}}]}\n\n";
    }
}
