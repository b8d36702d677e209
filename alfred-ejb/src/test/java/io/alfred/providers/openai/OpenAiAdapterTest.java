package io.alfred.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.Protocol;
import io.alfred.catalog.ProviderSettings;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.AnswerStream;
import io.alfred.providers.ExactJson;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.ProviderProbe;
import io.alfred.providers.ProviderReply;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.providers.http.HttpAdapter;
import io.alfred.providers.http.ProviderServer;
import io.alfred.providers.http.Upstream;
import io.alfred.secrets.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

class OpenAiAdapterTest {
    private static final UUID TX = UUID.fromString("0198c0de-0000-7000-8000-000000000001");
    private static final String KEY = "sk-test-very-secret";
    private static final String REQUEST =
            "{ \"model\":\"gpt-4o\",\"seed\":12345678901234567890123, \"top_p\":1.50,\n"
                    + " \"x\":1e400,\"messages\":[{\"role\":\"user\",\"content\":\"h\\u0069\"}]}";
    private static final String ANSWER =
            "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":\"hello\",\"tool_calls\":[{\"function\":{\"name\":\"f\","
                + "\"arguments\":\"{}\"}}]}}],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":5,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":4},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":3}},\"new\":12.30}";

    private final Upstream upstream = Upstream.open();
    private final HttpAdapter adapter = new HttpAdapter(upstream, new OpenAiDialect());
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        upstream.close();
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    private ProviderServer provider(ProviderServer.Script script) {
        ProviderServer server = new ProviderServer(script);
        open.add(server);
        return server;
    }

    private static ProviderCall call(URI baseUrl, String request, boolean stream, long timeoutMs) {
        byte[] raw = request.getBytes(StandardCharsets.UTF_8);
        Model model =
                new Model(
                        "openai",
                        "gpt-4o",
                        "gpt-4o",
                        ModelKind.CHAT,
                        Vocabulary.O200K,
                        128_000,
                        16_384,
                        0,
                        Optional.empty(),
                        false);
        return new ProviderCall(
                Endpoint.CHAT,
                TX,
                new ProviderSettings("openai", baseUrl, Protocol.OPENAI, true, true),
                Optional.of(new Secret(KEY)),
                model,
                ExactJson.readObject(raw),
                raw,
                Map.of(),
                stream,
                8,
                String::length,
                Duration.ofMillis(timeoutMs));
    }

    private ProviderReply chat(ProviderServer server, String request, boolean stream)
            throws UpstreamException {
        return adapter.send(call(server.baseUrl(), request, stream, 20_000));
    }

    private UpstreamException failure(ProviderServer server, boolean stream, long timeoutMs) {
        UpstreamException error =
                catchThrowableOfType(
                        UpstreamException.class,
                        () -> adapter.send(call(server.baseUrl(), REQUEST, stream, timeoutMs)));
        assertThat(error).isNotNull().hasNoCause();
        return error;
    }

    // whole answers

    @Test
    void an_unchanged_body_goes_out_byte_for_byte_with_headers_of_our_own_only()
            throws UpstreamException, InterruptedException {
        ProviderServer server = provider(c -> c.respond(200, "application/json", ANSWER));
        chat(server, REQUEST, false);
        ProviderServer.Connection seen = server.request();
        assertThat(seen.text()).isEqualTo(REQUEST);
        assertThat(seen.head()).startsWith("POST /v1/chat/completions HTTP/1.1");
        assertThat(seen.header("Authorization")).contains("Bearer " + KEY);
        assertThat(seen.header("X-Client-Request-Id")).contains(TX.toString());
        assertThat(seen.headerNames())
                .containsExactly(
                        "accept",
                        "authorization",
                        "connection",
                        "content-length",
                        "content-type",
                        "host",
                        "user-agent",
                        "x-client-request-id");
    }

    @Test
    void a_whole_answer_comes_back_byte_for_byte_with_its_usage_and_text()
            throws UpstreamException {
        ProviderServer server = provider(c -> c.respond(200, "application/json", ANSWER));
        ProviderReply.Whole whole = (ProviderReply.Whole) chat(server, REQUEST, false);
        assertThat(new String(whole.body(), StandardCharsets.UTF_8)).isEqualTo(ANSWER);
        assertThat(whole.usage()).contains(new TokenUsage(8, 4, 0, 5, 3, false));
        assertThat(whole.producedText()).isEqualTo("hellof{}");
        assertThat(whole.headers()).containsEntry("content-type", "application/json");
    }

    @Test
    void the_tier_that_a_whole_answer_names_is_read() throws UpstreamException {
        String fast = ANSWER.replaceFirst("\\{", "{\"service_tier\":\"priority\",");
        ProviderServer server = provider(c -> c.respond(200, "application/json", fast));
        ProviderReply.Whole whole = (ProviderReply.Whole) chat(server, REQUEST, false);
        assertThat(whole.usage().flatMap(TokenUsage::tier)).contains(ServiceTier.PRIORITY);
    }

    @Test
    void the_tier_of_a_whole_answer_is_known_without_a_believable_report()
            throws UpstreamException {
        String fast = "{\"service_tier\":\"fast\",\"choices\":[],\"usage\":{\"prompt_tokens\":-1}}";
        ProviderServer server = provider(c -> c.respond(200, "application/json", fast));
        ProviderReply.Whole whole = (ProviderReply.Whole) chat(server, REQUEST, false);
        assertThat(whole.usage()).isEmpty();
        assertThat(whole.tier()).contains(ServiceTier.PRIORITY);
    }

    @Test
    void another_upstream_name_changes_the_name_and_nothing_else()
            throws UpstreamException, InterruptedException {
        ProviderServer server = provider(c -> c.respond(200, "application/json", ANSWER));
        chat(server, REQUEST.replace("\"gpt-4o\"", "\"openai/gpt-4o\""), false);
        assertThat(server.request().text()).isEqualTo(REQUEST);
    }

    @Test
    void an_answer_up_to_the_bound_passes_and_one_byte_more_does_not() throws UpstreamException {
        String start = "{\"choices\":[],\"p\":\"";
        int padding = HttpAdapter.ANSWER_BYTES_MAX - start.length() - 2;
        ProviderServer fits =
                provider(
                        c ->
                                c.respond(
                                        200,
                                        "application/json",
                                        start + "x".repeat(padding) + "\"}"));
        assertThat(((ProviderReply.Whole) chat(fits, REQUEST, false)).body())
                .hasSize(HttpAdapter.ANSWER_BYTES_MAX);
        ProviderServer tooLong =
                provider(
                        c ->
                                c.respond(
                                        200,
                                        "application/json",
                                        start + "x".repeat(padding + 1) + "\"}"));
        assertThat(failure(tooLong, false, 20_000).kind()).isEqualTo(Kind.BAD_ANSWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>Stack trace sk-123456</html>",
                "[]",
                "{\"id\":1}",
                "{\"choices\":"
            })
    void nonsense_with_status_200_is_no_answer(String body) {
        ProviderServer server = provider(c -> c.respond(200, "application/json", body));
        UpstreamException error = failure(server, false, 20_000);
        assertThat(error.kind()).isEqualTo(Kind.BAD_ANSWER);
        assertThat(error.status()).hasValue(200);
        assertThat(error.getMessage())
                .isEqualTo("provider \"openai\" sent an answer that is not of this endpoint");
    }

    // errors

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 413, 415, 422})
    void the_callers_mistake_is_told_in_the_providers_words_without_keys(int status)
            throws UpstreamException {
        String body =
                "{\"error\":{\"message\":\"Bad temperature for key "
                        + KEY
                        + " of org-AbCdEf123 in proj_99xyz99: max is 2\",\"type\":"
                        + "\"invalid_request_error\",\"code\":null,\"param\":\"temperature\"}}";
        ProviderServer server = provider(c -> c.respond(status, "application/json", body));
        assertThat(chat(server, REQUEST, false))
                .isEqualTo(
                        new ProviderReply.Refused(
                                status,
                                "Bad temperature for key [removed] of [removed] in [removed]: max"
                                        + " is 2",
                                "invalid_request_error",
                                null,
                                "temperature"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401| {\"error\":{\"message\":\"bad key\"}}| OUR_ACCOUNT",
                "403| {\"error\":{\"message\":\"no\"}}| OUR_ACCOUNT",
                "402| x| OUR_ACCOUNT",
                "429| {\"error\":{\"message\":\"q\",\"code\":\"insufficient_quota\"}}| OUR_ACCOUNT",
                "429| {\"error\":{\"message\":\"slow\",\"type\":\"requests\"}}| SERVER_ERROR",
                "400| {\"error\":{\"message\":\"q\",\"code\":\"billing_hard_limit_reached\"}}|"
                        + " OUR_ACCOUNT",
                "400| <html>oops</html>| BAD_ANSWER",
                "404| <html>nginx</html>| BAD_ANSWER",
                "422| {\"error\":\"text\"}| BAD_ANSWER",
                "302| moved| BAD_ANSWER",
                "500| {\"error\":{\"message\":\"trace\"}}| SERVER_ERROR",
                "502| <html>bad gateway</html>| SERVER_ERROR",
                "503| ''| SERVER_ERROR",
            })
    void any_other_error_is_told_without_the_providers_words(int status, String body, Kind kind) {
        for (boolean stream : new boolean[] {false, true}) {
            ProviderServer server = provider(c -> c.respond(status, "text/html", body));
            UpstreamException error = failure(server, stream, 20_000);
            assertThat(error.kind()).isEqualTo(kind);
            assertThat(error.status()).hasValue(status);
            assertThat(error.getMessage()).startsWith("provider \"openai\" ");
            assertThat(error.getMessage()).doesNotContain("html", "trace", "slow", "bad key");
        }
    }

    @Test
    void a_provider_that_cannot_be_reached_was_not_called() throws IOException {
        int port;
        try (ServerSocket unused = new ServerSocket(0)) {
            port = unused.getLocalPort();
        }
        UpstreamException error =
                catchThrowableOfType(
                        UpstreamException.class,
                        () ->
                                adapter.send(
                                        call(
                                                URI.create("http://127.0.0.1:" + port + "/v1"),
                                                REQUEST,
                                                false,
                                                20_000)));
        assertThat(error.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(error.status()).isEmpty();
    }

    @Test
    void a_connection_that_breaks_is_a_bad_answer_since_the_call_may_have_run() {
        assertThat(failure(provider(c -> c.socket().close()), false, 20_000).kind())
                .isEqualTo(Kind.BAD_ANSWER);
        ProviderServer half =
                provider(c -> c.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"choi"));
        assertThat(failure(half, false, 20_000).kind()).isEqualTo(Kind.BAD_ANSWER);
    }

    @Test
    void a_silent_provider_times_out_before_and_within_its_answer() {
        assertThat(failure(provider(c -> c.awaitClosed()), false, 200).kind())
                .isEqualTo(Kind.TIMEOUT);
        ProviderServer half =
                provider(
                        c -> {
                            c.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"choi");
                            c.awaitClosed();
                        });
        UpstreamException error = failure(half, false, 200);
        assertThat(error.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(error.elapsedMs()).isGreaterThanOrEqualTo(200);
    }

    @Test
    void an_interrupted_call_gives_up_and_cancels_upstream()
            throws InterruptedException, ExecutionException, TimeoutException {
        ProviderServer server = provider(c -> c.awaitClosed());
        CompletableFuture<UpstreamException> outcome = new CompletableFuture<>();
        Thread caller =
                Thread.ofVirtual().start(() -> outcome.complete(failure(server, false, 60_000)));
        server.request();
        caller.interrupt();
        assertThat(outcome.get(10, TimeUnit.SECONDS).kind()).isEqualTo(Kind.CANCELLED);
        assertThat(server.scriptFinished()).isTrue();
    }

    @Test
    void a_key_that_is_no_header_value_does_not_show() {
        ProviderCall call = call(URI.create("http://127.0.0.1:1/v1"), REQUEST, false, 1_000);
        ProviderCall broken =
                new ProviderCall(
                        call.endpoint(),
                        call.txId(),
                        call.provider(),
                        Optional.of(new Secret("sk-a\r\nX-Evil: 1")),
                        call.model(),
                        call.request(),
                        call.rawBody(),
                        Map.of(),
                        false,
                        8,
                        call.countTokens(),
                        call.timeout());
        UpstreamException error =
                catchThrowableOfType(UpstreamException.class, () -> adapter.send(broken));
        assertThat(error.kind()).isEqualTo(Kind.OUR_ACCOUNT);
        assertThat(error.getMessage()).doesNotContain("Evil");
    }

    // streams

    private static String chunk(String content) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                + content
                + "\"},\"finish_reason\":null}],\"usage\":null}\n\n";
    }

    private static final String STOP =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":2}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private AnswerStream stream(ProviderServer server, String request) throws UpstreamException {
        AnswerStream stream = ((ProviderReply.Stream) chat(server, request, true)).stream();
        open.add(stream);
        return stream;
    }

    private static String rest(AnswerStream stream) throws UpstreamException {
        StringBuilder text = new StringBuilder();
        for (byte[] event = stream.next(Duration.ofSeconds(20));
                event != null;
                event = stream.next(Duration.ofSeconds(20))) {
            text.append(new String(event, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    @Test
    void usage_is_asked_for_and_hidden_from_a_client_that_did_not_ask()
            throws UpstreamException, InterruptedException {
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            c.send(chunk("hel") + chunk("lo") + STOP + USAGE + DONE);
                        });
        AnswerStream stream = stream(server, REQUEST);
        assertThat(rest(stream)).isEqualTo(chunk("hel") + chunk("lo") + STOP + DONE);
        assertThat(stream.usage()).contains(TokenUsage.reported(8, 2));
        assertThat(stream.producedText()).isEqualTo("hello");
        assertThat(stream.complete()).isTrue();
        assertThat(stream.next(Duration.ofSeconds(20))).isNull();
        assertThat(server.request().text())
                .isEqualTo(
                        REQUEST.substring(0, REQUEST.length() - 1)
                                + ",\"stream_options\":{\"include_usage\":true}}");
    }

    @Test
    void the_tier_that_a_stream_names_is_known_without_a_report() throws UpstreamException {
        String named = chunk("hel").replaceFirst("\\{", "{\"service_tier\":\"priority\",");
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            c.send(named + chunk("lo") + STOP + USAGE + DONE);
                        });
        AnswerStream stream = stream(server, REQUEST);
        assertThat(stream.tier()).isEmpty();
        rest(stream);
        assertThat(stream.tier()).contains(ServiceTier.PRIORITY);
        assertThat(stream.usage().flatMap(TokenUsage::tier)).contains(ServiceTier.PRIORITY);
    }

    @Test
    void a_client_that_asked_sees_usage_and_its_body_goes_out_unchanged()
            throws UpstreamException, InterruptedException {
        String request = REQUEST.replace("{ ", "{ \"stream_options\": {\"include_usage\": true}, ");
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            c.send(STOP + USAGE + DONE);
                        });
        assertThat(rest(stream(server, request))).isEqualTo(STOP + USAGE + DONE);
        assertThat(server.request().text()).isEqualTo(request);
    }

    @Test
    void other_stream_options_are_kept() throws UpstreamException, InterruptedException {
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            c.send(DONE);
                        });
        String options =
                "\"stream_options\":{\"include_usage\":false,\"include_obfuscation\":false}";
        rest(stream(server, REQUEST.replace("{ ", "{ " + options + ",")));
        assertThat(server.request().text())
                .startsWith(
                        "{ \"stream_options\":{\"include_usage\":true,"
                                + "\"include_obfuscation\":false},");
    }

    @Test
    void without_done_an_answer_is_complete_when_all_choices_finished() throws UpstreamException {
        ProviderServer finished =
                provider(
                        c -> {
                            c.startStream();
                            c.send(chunk("a") + STOP);
                        });
        AnswerStream stream = stream(finished, REQUEST);
        rest(stream);
        assertThat(stream.complete()).isTrue();
        ProviderServer oneOfTwo =
                provider(
                        c -> {
                            c.startStream();
                            c.send(chunk("a") + STOP);
                        });
        AnswerStream half = stream(oneOfTwo, REQUEST.replace("{ ", "{ \"n\":2,"));
        rest(half);
        assertThat(half.complete()).isFalse();
    }

    @Test
    void a_stream_that_just_ends_is_not_complete_and_its_cut_event_is_dropped()
            throws UpstreamException {
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            c.send(chunk("a") + "data: {\"choices\":[{\"ind");
                        });
        AnswerStream stream = stream(server, REQUEST);
        assertThat(rest(stream)).isEqualTo(chunk("a"));
        assertThat(stream.complete()).isFalse();
        assertThat(stream.usage()).isEmpty();
        assertThat(stream.producedText()).isEqualTo("a");
    }

    @Test
    void a_last_event_without_its_blank_line_is_delivered_with_one() throws UpstreamException {
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            c.send(STOP + "data: [DONE]");
                        });
        AnswerStream stream = stream(server, REQUEST);
        assertThat(rest(stream)).isEqualTo(STOP + DONE);
        assertThat(stream.complete()).isTrue();
    }

    @Test
    void a_stream_whose_connection_breaks_is_an_error() throws UpstreamException {
        ProviderServer server =
                provider(
                        c -> {
                            c.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n");
                            c.send("Transfer-Encoding: chunked\r\n\r\n");
                            String event = chunk("a");
                            c.send(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
                        });
        AnswerStream stream = stream(server, REQUEST);
        assertThat(stream.next(Duration.ofSeconds(20))).isNotNull();
        UpstreamException error =
                catchThrowableOfType(
                        UpstreamException.class, () -> stream.next(Duration.ofSeconds(20)));
        assertThat(error.kind()).isEqualTo(Kind.BAD_ANSWER);
        assertThat(stream.complete()).isFalse();
        assertThat(stream.producedText()).isEqualTo("a");
    }

    @Test
    void an_error_in_the_stream_is_replaced_unless_it_is_the_callers_mistake()
            throws UpstreamException {
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            c.send(chunk("a"));
                            c.send(
                                    """
                                    data: {"error":{"message":"trace sk-1234567","type":"server_error"}}

                                    data: {"error":{"message":"too long for org-abc12345",
                                    data: "type":"invalid_request_error","code":"length"}}

                                    data: {"error":"raw"}

                                    data: [DONE]

                                    """);
                        });
        AnswerStream stream = stream(server, REQUEST);
        String replaced =
                """
                data: {"error":{"message":"the provider failed while it was answering",\
                "type":"upstream_error","code":"upstream_failed","param":null}}

                """;
        String scrubbed =
                """
                data: {"error":{"message":"too long for [removed]",\
                "type":"invalid_request_error","code":"length","param":null}}

                """;
        assertThat(rest(stream)).isEqualTo(chunk("a") + replaced + scrubbed + replaced + DONE);
        assertThat(stream.complete()).isFalse();
    }

    @Test
    void a_stream_that_begins_with_a_failure_of_the_provider_is_no_stream()
            throws UpstreamException {
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            c.send("data: {\"error\":{\"type\":\"server_error\"}}\n\n");
                        });
        AnswerStream stream = stream(server, REQUEST);
        assertThatThrownBy(() -> stream.next(Duration.ofSeconds(20)))
                .isInstanceOfSatisfying(
                        UpstreamException.class,
                        e -> assertThat(e.kind()).isEqualTo(UpstreamException.Kind.SERVER_ERROR));
        assertThat(stream.producedText()).isEmpty();
    }

    @Test
    void the_last_usage_counts_and_an_absurd_one_does_not() throws UpstreamException {
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            for (String usage :
                                    List.of(
                                            "{\"prompt_tokens\":8,\"completion_tokens\":1}",
                                            "{\"prompt_tokens\":8,\"completion_tokens\":2}",
                                            "{\"prompt_tokens\":8,\"completion_tokens\":-2}")) {
                                c.send(
                                        "data: {\"choices\":[{\"index\":0,\"delta\":{}}],\"usage\":"
                                                + usage
                                                + "}\n\n");
                            }
                            c.send(DONE);
                        });
        AnswerStream stream = stream(server, REQUEST);
        rest(stream);
        assertThat(stream.usage()).contains(TokenUsage.reported(8, 2));
    }

    @Test
    void tool_calls_refusals_and_reasoning_are_part_of_the_text() throws UpstreamException {
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            for (String delta :
                                    List.of(
                                            "{\"reasoning_content\":\"hm \"}",
                                            "{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":"
                                                    + "\"f\",\"arguments\":\"\"}}]}",
                                            "{\"tool_calls\":[{\"index\":0,\"function\":{"
                                                    + "\"arguments\":\"{}\"}}]}",
                                            "{\"refusal\":\" no\"}")) {
                                c.send(
                                        "data: {\"choices\":[{\"index\":0,\"delta\":"
                                                + delta
                                                + "}]}\n\n");
                            }
                            c.send(DONE);
                        });
        AnswerStream stream = stream(server, REQUEST);
        rest(stream);
        assertThat(stream.producedText()).isEqualTo("hm f{} no");
    }

    @Test
    void an_event_that_is_not_json_is_not_passed_on() throws UpstreamException {
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            c.send("data: Traceback (most recent call last)\n\n");
                        });
        AnswerStream stream = stream(server, REQUEST);
        UpstreamException error =
                catchThrowableOfType(
                        UpstreamException.class, () -> stream.next(Duration.ofSeconds(20)));
        assertThat(error.kind()).isEqualTo(Kind.BAD_ANSWER);
        assertThat(error.getMessage()).doesNotContain("Traceback");
    }

    @Test
    void a_whole_answer_where_a_stream_was_asked_for_is_a_bad_answer() {
        ProviderServer server = provider(c -> c.respond(200, "application/json", ANSWER));
        assertThat(failure(server, true, 20_000).kind()).isEqualTo(Kind.BAD_ANSWER);
    }

    @Test
    void the_first_event_arrives_while_the_provider_still_holds_the_second()
            throws UpstreamException {
        CountDownLatch seen = new CountDownLatch(1);
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            c.send(chunk("a"));
                            if (seen.await(10, TimeUnit.SECONDS)) {
                                c.send(DONE);
                            }
                        });
        AnswerStream stream = stream(server, REQUEST);
        assertThat(stream.next(Duration.ofSeconds(20)))
                .isEqualTo(chunk("a").getBytes(StandardCharsets.UTF_8));
        seen.countDown();
        assertThat(rest(stream)).isEqualTo(DONE);
    }

    @Test
    void a_stream_has_a_deadline() throws UpstreamException, InterruptedException {
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            c.send(chunk("a"));
                            c.awaitClosed();
                        });
        AnswerStream stream =
                ((ProviderReply.Stream) adapter.send(call(server.baseUrl(), REQUEST, true, 1_000)))
                        .stream();
        assertThat(stream.next(Duration.ofSeconds(20))).isNotNull();
        UpstreamException error =
                catchThrowableOfType(
                        UpstreamException.class, () -> stream.next(Duration.ofSeconds(20)));
        assertThat(error.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(server.scriptFinished()).isTrue();
    }

    @Test
    void closing_ends_a_blocked_read_and_cancels_upstream()
            throws UpstreamException, InterruptedException, ExecutionException, TimeoutException {
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            c.send(chunk("a"));
                            c.awaitClosed();
                        });
        AnswerStream stream = stream(server, REQUEST);
        assertThat(stream.next(Duration.ofSeconds(20))).isNotNull();
        CompletableFuture<UpstreamException> blocked = new CompletableFuture<>();
        Thread reader =
                Thread.ofPlatform()
                        .start(
                                () ->
                                        blocked.complete(
                                                catchThrowableOfType(
                                                        UpstreamException.class,
                                                        () ->
                                                                stream.next(
                                                                        Duration.ofSeconds(20)))));
        while (reader.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        stream.close();
        assertThat(blocked.get(10, TimeUnit.SECONDS).kind()).isEqualTo(Kind.CANCELLED);
        assertThat(server.scriptFinished()).isTrue();
        assertThat(stream.producedText()).isEqualTo("a");
        assertThatThrownBy(() -> stream.next(Duration.ofSeconds(20)))
                .isInstanceOf(UpstreamException.class);
    }

    // test

    @Test
    void a_probe_tells_status_and_latency() throws InterruptedException {
        ProviderServer good = provider(c -> c.respond(200, "application/json", "{\"data\":[]}"));
        ProviderProbe probe = probe(good.baseUrl());
        assertThat(probe.ok()).isTrue();
        assertThat(probe.status()).isEqualTo(OptionalInt.of(200));
        assertThat(good.request().head()).startsWith("GET /v1/models HTTP/1.1");
        ProviderServer bad =
                provider(
                        c -> c.respond(401, "application/json", "{\"error\":{\"message\":\"k\"}}"));
        assertThat(probe(bad.baseUrl()).ok()).isFalse();
        assertThat(probe(bad.baseUrl()).detail())
                .isEqualTo("provider \"openai\" refuses the account that Alfred uses");
        ProviderServer lost =
                provider(
                        c -> c.respond(404, "application/json", "{\"error\":{\"message\":\"x\"}}"));
        assertThat(probe(lost.baseUrl()).detail()).contains("404").contains("base URL");
    }

    private ProviderProbe probe(URI baseUrl) {
        return adapter.test(
                new ProviderSettings("openai", baseUrl, Protocol.OPENAI, true, true),
                Optional.of(new Secret(KEY)));
    }
}
