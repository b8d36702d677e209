package io.alfred.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.Protocol;
import io.alfred.catalog.ProviderSettings;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.AnswerStream;
import io.alfred.providers.ExactJson;
import io.alfred.providers.ProviderCall;
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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

class AnthropicAdapterTest {
    private static final UUID TX = UUID.fromString("0198c0de-0000-7000-8000-000000000001");
    private static final String KEY = "sk-ant-api03-very-secret";
    private static final String REQUEST =
            "{ \"model\":\"claude\",\"max_tokens\":9, \"x\":1e400,\n"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"h\\u0069\"}]}";
    private static final String ANSWER =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":["
                    + "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"c2ln\"},"
                    + "{\"type\":\"text\",\"text\":\"hello\"},"
                    + "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"a\":1}}],"
                    + "\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":8,"
                    + "\"cache_creation_input_tokens\":7,\"cache_read_input_tokens\":4,"
                    + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":5,"
                    + "\"ephemeral_1h_input_tokens\":2},\"output_tokens\":5,"
                    + "\"output_tokens_details\":{\"thinking_tokens\":3}},\"new\":12.30}";

    private static final String START =
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\","
                    + "\"type\":\"message\",\"content\":[],\"usage\":{\"input_tokens\":8,"
                    + "\"cache_read_input_tokens\":4,\"output_tokens\":1}}}\n\n";
    private static final String TEXT =
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                    + "\"delta\":{\"type\":\"text_delta\",\"text\":\"hello\"}}\n\n";
    private static final String DELTA =
            "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
                    + "\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":5}}\n\n";
    private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    private static final String PING = "event: ping\ndata: {\"type\": \"ping\"}\n\n";

    private final Upstream upstream = Upstream.open();
    private final HttpAdapter adapter = new HttpAdapter(upstream, new AnthropicDialect());
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

    private ProviderReply send(
            ProviderServer server, Endpoint endpoint, Map<String, String> headers, boolean stream)
            throws UpstreamException {
        byte[] raw = REQUEST.getBytes(StandardCharsets.UTF_8);
        return adapter.send(
                new ProviderCall(
                        endpoint,
                        TX,
                        new ProviderSettings(
                                "anthropic", server.baseUrl(), Protocol.ANTHROPIC, true, true),
                        Optional.of(new Secret(KEY)),
                        new Model(
                                "anthropic",
                                "claude",
                                "claude",
                                ModelKind.CHAT,
                                Vocabulary.UTF8_BYTES,
                                200_000,
                                64_000,
                                1_600,
                                Optional.empty(),
                                false),
                        ExactJson.readObject(raw),
                        raw,
                        headers,
                        stream,
                        8,
                        String::length,
                        Duration.ofSeconds(20)));
    }

    private ProviderReply.Whole whole(ProviderServer server) throws UpstreamException {
        return (ProviderReply.Whole) send(server, Endpoint.MESSAGES, Map.of(), false);
    }

    private AnswerStream stream(ProviderServer.Script script) throws UpstreamException {
        ProviderReply reply = send(provider(script), Endpoint.MESSAGES, Map.of(), true);
        AnswerStream stream = ((ProviderReply.Stream) reply).stream();
        open.add(stream);
        return stream;
    }

    /** Everything that is relayed to the end of the stream. */
    private static String relayed(AnswerStream stream) throws UpstreamException {
        StringBuilder relayed = new StringBuilder();
        byte[] event = stream.next(Duration.ofSeconds(20));
        while (event != null) {
            relayed.append(new String(event, StandardCharsets.UTF_8));
            event = stream.next(Duration.ofSeconds(20));
        }
        return relayed.toString();
    }

    private static ProviderServer.Script events(String... events) {
        return connection -> {
            connection.startStream();
            for (String event : events) {
                connection.send(event);
            }
        };
    }

    @Test
    void a_request_carries_our_key_the_version_and_the_body_as_received()
            throws InterruptedException, UpstreamException {
        ProviderServer server = provider(c -> c.respond(200, "application/json", ANSWER));

        whole(server);

        ProviderServer.Connection request = server.request();
        assertThat(request.head()).startsWith("POST /v1/messages HTTP/1.1");
        assertThat(request.text()).isEqualTo(REQUEST);
        assertThat(request.header("x-api-key")).contains(KEY);
        assertThat(request.header("anthropic-version")).contains("2023-06-01");
        assertThat(request.header("x-client-request-id")).contains(TX.toString());
        assertThat(request.headerNames()).doesNotContain("authorization", "anthropic-beta");
    }

    @Test
    void the_clients_versions_go_along() throws InterruptedException, UpstreamException {
        ProviderServer server = provider(c -> c.respond(200, "application/json", ANSWER));

        send(
                server,
                Endpoint.MESSAGES,
                Map.of("anthropic-version", "2027-01-01", "anthropic-beta", "a-1,b-2"),
                false);

        ProviderServer.Connection request = server.request();
        assertThat(request.header("anthropic-version")).contains("2027-01-01");
        assertThat(request.header("anthropic-beta")).contains("a-1,b-2");
        assertThat(request.headerNames()).containsOnlyOnce("anthropic-version");
    }

    @Test
    void a_whole_answer_comes_back_byte_for_byte_with_its_usage() throws UpstreamException {
        ProviderReply.Whole whole =
                whole(provider(c -> c.respond(200, "application/json", ANSWER)));

        assertThat(new String(whole.body(), StandardCharsets.UTF_8)).isEqualTo(ANSWER);
        assertThat(whole.usage()).contains(new TokenUsage(19, 4, 7, 2, 5, 3, false));
        assertThat(whole.producedText()).isEqualTo("hmhellof{\"a\":1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"output_tokens\":1}",
                "{\"input_tokens\":1}",
                "{\"input_tokens\":-1,\"output_tokens\":1}",
                "{\"input_tokens\":1.5,\"output_tokens\":1}",
                "{\"input_tokens\":1,\"output_tokens\":\"1\"}",
                "{\"input_tokens\":1,\"output_tokens\":1,\"cache_read_input_tokens\":1000000001}",
                "{\"input_tokens\":1,\"output_tokens\":1,\"cache_creation_input_tokens\":1,"
                        + "\"cache_creation\":{\"ephemeral_1h_input_tokens\":2}}",
                "7",
                "null"
            })
    void usage_that_cannot_be_true_is_none(String usage) throws UpstreamException {
        String answer = "{\"type\":\"message\",\"content\":[],\"usage\":" + usage + "}";
        assertThat(whole(provider(c -> c.respond(200, "application/json", answer))).usage())
                .isEmpty();
    }

    @Test
    void explicit_zeros_are_believed() throws UpstreamException {
        String answer =
                "{\"type\":\"message\",\"content\":[],\"usage\":{\"input_tokens\":0,"
                        + "\"output_tokens\":0,\"cache_read_input_tokens\":null}}";
        assertThat(whole(provider(c -> c.respond(200, "application/json", answer))).usage())
                .contains(TokenUsage.reported(0, 0));
    }

    @Test
    void a_count_is_told_and_uses_nothing() throws InterruptedException, UpstreamException {
        ProviderServer server =
                provider(c -> c.respond(200, "application/json", "{\"input_tokens\":14}"));

        ProviderReply.Whole count =
                (ProviderReply.Whole) send(server, Endpoint.COUNT_TOKENS, Map.of(), false);

        assertThat(server.request().head()).startsWith("POST /v1/messages/count_tokens HTTP/1.1");
        assertThat(new String(count.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"input_tokens\":14}");
        assertThat(count.usage()).contains(TokenUsage.reported(0, 0));
    }

    @Test
    void an_answer_of_another_kind_is_not_passed_on() {
        ProviderServer server =
                provider(c -> c.respond(200, "application/json", "{\"choices\":[]}"));
        UpstreamException error =
                catchThrowableOfType(UpstreamException.class, () -> whole(server));
        assertThat(error.kind()).isEqualTo(Kind.BAD_ANSWER);
    }

    @Test
    void a_stream_is_relayed_byte_for_byte_and_ends_with_message_stop() throws UpstreamException {
        String tool =
                "event: content_block_start\n"
                    + "data:"
                    + " {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}}\n\n"
                    + "event: content_block_delta\n"
                    + "data:"
                    + " {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}}\n\n"
                    + "event: content_block_delta\n"
                    + "data:"
                    + " {\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}}\n\n"
                    + "event: content_block_delta\n"
                    + "data:"
                    + " {\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"s\"}}\n\n"
                    + "event: new_event\n"
                    + "data: {\"type\":\"new_event\"}\n\n";
        AnswerStream stream = stream(events(START, PING, TEXT, tool, DELTA, STOP));

        assertThat(relayed(stream)).isEqualTo(START + PING + TEXT + tool + DELTA + STOP);
        assertThat(stream.complete()).isTrue();
        assertThat(stream.ended()).isTrue();
        assertThat(stream.usage()).contains(new TokenUsage(12, 4, 0, 5, 0, false));
        assertThat(stream.producedText()).isEqualTo("hellof{}hm");
    }

    @Test
    void sums_told_again_are_counted_once() throws UpstreamException {
        String again =
                "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{},\"usage\":"
                        + "{\"input_tokens\":9,\"output_tokens\":2}}\n\n";
        AnswerStream stream = stream(events(START, TEXT, again, DELTA, STOP));

        relayed(stream);

        assertThat(stream.usage()).contains(new TokenUsage(13, 4, 0, 5, 0, false));
    }

    @Test
    void a_stream_that_breaks_off_reports_its_input_and_what_was_written()
            throws UpstreamException {
        AnswerStream stream = stream(events(START, TEXT));

        relayed(stream);

        assertThat(stream.complete()).isFalse();
        assertThat(stream.usage()).contains(new TokenUsage(12, 4, 0, 5, 0, true));
    }

    @Test
    void without_the_last_event_a_finished_answer_is_complete() throws UpstreamException {
        AnswerStream stream = stream(events(START, TEXT, DELTA));

        relayed(stream);

        assertThat(stream.complete()).isTrue();
        assertThat(stream.ended()).isFalse();
    }

    @Test
    void an_error_event_loses_the_providers_words_but_for_the_callers_mistake()
            throws UpstreamException {
        String overloaded =
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                        + "\"message\":\"node 7\"}}\n\n";
        AnswerStream busy = stream(events(START, overloaded));
        assertThat(relayed(busy))
                .isEqualTo(
                        START
                                + "event: error\n"
                                + "data: {\"type\":\"error\",\"error\":{\"type\":"
                                + "\"overloaded_error\",\"message\":\"the provider failed while it"
                                + " was answering\",\"code\":\"upstream_failed\"}}\n\n");
        assertThat(busy.failed()).isTrue();
        assertThat(busy.usage()).as("nothing was written").isEmpty();

        AnswerStream mistaken =
                stream(
                        events(
                                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":"
                                        + "\"invalid_request_error\",\"message\":\"too hot "
                                        + KEY
                                        + "\"}}\n\n"));
        assertThat(relayed(mistaken)).contains("too hot [removed]").doesNotContain(KEY);
    }

    @Test
    void an_error_before_anything_else_can_still_have_its_status() throws UpstreamException {
        AnswerStream stream =
                stream(
                        events(
                                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":"
                                        + "\"overloaded_error\",\"message\":\"x\"}}\n\n"));
        UpstreamException error =
                catchThrowableOfType(UpstreamException.class, () -> relayed(stream));
        assertThat(error.kind()).isEqualTo(Kind.SERVER_ERROR);
        assertThat(error.maybeServed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "401, authentication_error, x, OUR_ACCOUNT",
        "400, invalid_request_error, Your credit balance is too low to access, OUR_ACCOUNT",
        "402, billing_error, x, OUR_ACCOUNT",
        "403, permission_error, x, OUR_ACCOUNT",
        "429, rate_limit_error, x, SERVER_ERROR",
        "500, api_error, x, SERVER_ERROR",
        "529, overloaded_error, x, SERVER_ERROR",
    })
    void a_failure_is_not_the_callers(int status, String type, String message, Kind kind) {
        UpstreamException error =
                catchThrowableOfType(
                        UpstreamException.class, () -> whole(refusing(status, type, message)));
        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.status()).hasValue(status);
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error",
        "404, not_found_error",
        "413, request_too_large",
    })
    void the_callers_own_mistake_is_carried_over(int status, String type) throws UpstreamException {
        ProviderReply reply =
                send(
                        refusing(status, type, "max_tokens: too big"),
                        Endpoint.MESSAGES,
                        Map.of(),
                        false);
        assertThat(reply)
                .isEqualTo(
                        new ProviderReply.Refused(status, "max_tokens: too big", type, null, null));
    }

    private ProviderServer refusing(int status, String type, String message) {
        return provider(
                c ->
                        c.respond(
                                status,
                                "application/json",
                                "{\"type\":\"error\",\"error\":{\"type\":\""
                                        + type
                                        + "\",\"message\":\""
                                        + message
                                        + "\"},\"request_id\":\"req_1\"}"));
    }

    @Test
    void a_test_of_the_provider_lists_its_models_with_the_key() throws InterruptedException {
        ProviderServer server = provider(c -> c.respond(200, "application/json", "{\"data\":[]}"));
        ProviderSettings settings =
                new ProviderSettings("anthropic", server.baseUrl(), Protocol.ANTHROPIC, true, true);

        assertThat(adapter.test(settings, Optional.of(new Secret(KEY))).ok()).isTrue();
        ProviderServer.Connection request = server.request();
        assertThat(request.head()).startsWith("GET /v1/models HTTP/1.1");
        assertThat(request.header("x-api-key")).contains(KEY);
    }
}
