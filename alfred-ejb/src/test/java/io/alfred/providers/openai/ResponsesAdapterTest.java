package io.alfred.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.catalog.Endpoint;
import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.AnswerStream;
import io.alfred.providers.ProviderReply;
import io.alfred.providers.TestCalls;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.providers.http.HttpAdapter;
import io.alfred.providers.http.ProviderServer;
import io.alfred.providers.http.Upstream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class ResponsesAdapterTest {
    private static final Duration QUIET = Duration.ofSeconds(20);
    private static final String REQUEST =
            "{ \"model\":\"gpt-4o\",\"x\":[1e400,12345678901234567890123, 1.50],"
                    + "\n\"input\":\"h\\u0069\"%s}";
    private static final String USAGE =
            "{\"input_tokens\":8,\"input_tokens_details\":{\"cached_tokens\":4},"
                    + "\"output_tokens\":5,\"output_tokens_details\":{\"reasoning_tokens\":3},"
                    + "\"total_tokens\":13}";
    private static final TokenUsage COUNTED = new TokenUsage(8, 4, 0, 5, 3, false);
    private static final String OUTPUT =
            "[{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"hm \"}]},"
                    + "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\","
                    + "\"text\":\"hello \"},{\"type\":\"refusal\",\"refusal\":\"no \"}]},"
                    + "{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"{}\"},"
                    + "{\"type\":\"custom_tool_call\",\"name\":\"g\",\"input\":\"x\"}]";

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

    private ProviderReply send(ProviderServer server, String more) throws UpstreamException {
        return adapter.send(
                TestCalls.upstream(Endpoint.RESPONSES, server.baseUrl(), REQUEST.formatted(more)));
    }

    private ProviderReply answered(String body) throws UpstreamException {
        return send(provider(c -> c.respond(200, "application/json", body)), "");
    }

    private AnswerStream stream(String... events) throws UpstreamException {
        ProviderServer server =
                provider(
                        c -> {
                            c.startStream();
                            for (String event : events) {
                                c.send(event);
                            }
                        });
        AnswerStream stream = ((ProviderReply.Stream) send(server, ",\"stream\":true")).stream();
        open.add(stream);
        return stream;
    }

    private static String rest(AnswerStream stream) throws UpstreamException {
        StringBuilder text = new StringBuilder();
        for (byte[] event = stream.next(QUIET); event != null; event = stream.next(QUIET)) {
            text.append(new String(event, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    private static String response(String status, String usage, String output) {
        return "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\""
                + status
                + "\",\"output\":"
                + output
                + ",\"usage\":"
                + usage
                + ",\"new\":12.30}";
    }

    private static String event(String type, int number, String more) {
        return "event: "
                + type
                + "\ndata: {\"type\":\""
                + type
                + "\",\"sequence_number\":"
                + number
                + more
                + "}\n\n";
    }

    private static String created() {
        return event(
                "response.created", 0, ",\"response\":" + response("in_progress", "null", "[]"));
    }

    private static String delta(String type, int number, String text) {
        return event(type, number, ",\"delta\":\"" + text + "\"");
    }

    private static String end(String status, int number, String usage) {
        return event(
                "response." + status, number, ",\"response\":" + response(status, usage, "[]"));
    }

    @Test
    void the_tier_that_events_name_last_is_known_without_a_report() throws UpstreamException {
        AnswerStream stream =
                stream(
                        created().replace("\"new\"", "\"service_tier\":\"priority\",\"new\""),
                        delta("response.output_text.delta", 1, "hi"));
        rest(stream);
        assertThat(stream.usage()).isEmpty();
        assertThat(stream.tier()).contains(ServiceTier.PRIORITY);

        AnswerStream whole =
                stream(
                        created().replace("\"new\"", "\"service_tier\":\"priority\",\"new\""),
                        end("completed", 1, USAGE)
                                .replace("\"new\"", "\"service_tier\":\"default\",\"new\""));
        rest(whole);
        assertThat(whole.tier()).contains(ServiceTier.STANDARD);
        assertThat(whole.usage()).contains(COUNTED.servedIn(Optional.of(ServiceTier.STANDARD)));
    }

    @Test
    void a_tier_that_is_still_to_be_chosen_is_none() throws UpstreamException {
        AnswerStream stream =
                stream(created().replace("\"new\"", "\"service_tier\":\"auto\",\"new\""));
        rest(stream);
        assertThat(stream.tier()).isEmpty();
    }

    // whole answers

    @Test
    void a_body_goes_out_and_an_answer_comes_back_byte_for_byte()
            throws UpstreamException, InterruptedException {
        String answer = response("completed", USAGE, OUTPUT);
        ProviderServer server = provider(c -> c.respond(200, "application/json", answer));
        ProviderReply.Whole whole = (ProviderReply.Whole) send(server, "");
        ProviderServer.Connection seen = server.request();
        assertThat(seen.head()).startsWith("POST /v1/responses HTTP/1.1");
        assertThat(seen.text()).isEqualTo(REQUEST.formatted(""));
        assertThat(new String(whole.body(), StandardCharsets.UTF_8)).isEqualTo(answer);
        assertThat(whole.usage()).contains(COUNTED);
        assertThat(whole.producedText()).isEqualTo("hm hello no f{}gx");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null",
                "{}",
                "{\"input_tokens\":8}",
                "{\"input_tokens\":8,\"output_tokens\":-1}",
                "{\"input_tokens\":8,\"output_tokens\":1000000001}",
                "{\"prompt_tokens\":8,\"completion_tokens\":5}",
                "{\"input_tokens\":1,\"output_tokens\":1,\"input_tokens_details\":"
                        + "{\"cached_tokens\":2}}",
            })
    void usage_that_is_missing_or_absurd_is_none(String usage) throws UpstreamException {
        ProviderReply.Whole whole =
                (ProviderReply.Whole) answered(response("completed", usage, OUTPUT));
        assertThat(whole.usage()).isEmpty();
    }

    @Test
    void explicit_zeros_and_a_cut_answer_are_believed() throws UpstreamException {
        ProviderReply.Whole whole =
                (ProviderReply.Whole)
                        answered(
                                response(
                                        "incomplete",
                                        "{\"input_tokens\":0,\"output_tokens\":0}",
                                        OUTPUT));
        assertThat(whole.usage()).contains(TokenUsage.reported(0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"choices\":[]}", "{\"output\":{}}", "[]"})
    void what_is_no_response_is_a_bad_answer(String body) {
        UpstreamException error =
                catchThrowableOfType(UpstreamException.class, () -> answered(body));
        assertThat(error.kind()).isEqualTo(Kind.BAD_ANSWER);
    }

    private static String failed(String error, String usage, String output) {
        return response("failed", usage, output)
                .replace("{\"id\"", "{\"error\":" + error + ",\"id\"");
    }

    @Test
    void a_response_that_failed_before_it_began_is_a_failure_of_the_provider() {
        UpstreamException error =
                catchThrowableOfType(
                        UpstreamException.class,
                        () ->
                                answered(
                                        failed(
                                                "{\"code\":\"server_error\",\"message\":\"trace\"}",
                                                "null",
                                                "[]")));
        assertThat(error.kind()).isEqualTo(Kind.SERVER_ERROR);
        assertThat(error.maybeServed()).isFalse();
        assertThat(error.getMessage()).isEqualTo("provider \"openai\" said that it failed");
    }

    @Test
    void a_response_that_failed_for_the_callers_mistake_is_refused_in_its_words()
            throws UpstreamException {
        assertThat(
                        answered(
                                failed(
                                        "{\"code\":\"invalid_prompt\",\"message\":\"no "
                                                + TestCalls.KEY
                                                + "\"}",
                                        "null",
                                        "[]")))
                .isEqualTo(
                        new ProviderReply.Refused(
                                400,
                                "no [removed]",
                                "invalid_request_error",
                                "invalid_prompt",
                                null));
    }

    @Test
    void a_response_that_failed_on_the_way_is_charged_and_told_without_the_providers_words()
            throws UpstreamException {
        ProviderReply.Whole whole =
                (ProviderReply.Whole)
                        answered(
                                failed(
                                        "{\"code\":\"rate_limit_exceeded\",\"message\":\"org-abc\"}",
                                        USAGE,
                                        OUTPUT));
        assertThat(whole.usage()).contains(COUNTED);
        assertThat(new String(whole.body(), StandardCharsets.UTF_8))
                .startsWith(
                        "{\"error\":{\"code\":\"server_error\",\"message\":\"the provider failed"
                                + " while it was answering\"},\"id\":\"resp_1\"")
                .doesNotContain("org-abc");
    }

    // streams

    @ParameterizedTest
    @ValueSource(strings = {"completed", "incomplete"})
    void a_stream_passes_as_it_is_and_ends_with_its_response(String status)
            throws UpstreamException {
        String[] events = {
            created(),
            event("response.output_item.added", 1, ",\"item\":{\"type\":\"message\"}"),
            delta("response.reasoning_summary_text.delta", 2, "hm "),
            delta("response.output_text.delta", 3, "hel"),
            delta("response.output_text.delta", 4, "lo "),
            event("response.output_text.done", 5, ",\"text\":\"hello \""),
            delta("response.refusal.delta", 6, "no "),
            event(
                    "response.output_item.added",
                    7,
                    ",\"item\":{\"type\":\"function_call\",\"name\":\"f\"}"),
            delta("response.function_call_arguments.delta", 8, "{"),
            delta("response.function_call_arguments.delta", 9, "}"),
            delta("response.x_new.delta", 10, " new"),
            ": comment\n\n",
            end(status, 11, USAGE),
            "data: [DONE]\n\n",
        };
        AnswerStream stream = stream(events);
        // [DONE] is not of this protocol, whose last event has passed
        String sent = String.join("", events);
        assertThat(rest(stream)).isEqualTo(sent.substring(0, sent.length() - 14));
        assertThat(stream.producedText()).isEqualTo("hm hello no f{} new");
        assertThat(stream.usage()).contains(COUNTED);
        assertThat(stream.complete()).isTrue();
        assertThat(stream.ended()).isTrue();
        assertThat(stream.failed()).isFalse();
        assertThat(stream.nextNumber()).isEqualTo(12);
    }

    @Test
    void no_usage_is_asked_for_since_it_always_comes()
            throws UpstreamException, InterruptedException {
        ProviderServer server = provider(c -> c.startStream());
        open.add(((ProviderReply.Stream) send(server, ",\"stream\":true")).stream());
        assertThat(server.request().text()).isEqualTo(REQUEST.formatted(",\"stream\":true"));
    }

    @Test
    void the_last_of_several_reports_counts_and_explicit_zeros_are_believed()
            throws UpstreamException {
        String more = "{\"input_tokens\":8,\"output_tokens\":%d}";
        AnswerStream stream =
                stream(
                        end("in_progress", 0, more.formatted(1)),
                        end("in_progress", 1, more.formatted(2)),
                        end("completed", 2, more.formatted(2)));
        rest(stream);
        assertThat(stream.usage()).contains(TokenUsage.reported(8, 2));
        AnswerStream zero = stream(end("completed", 0, "{\"input_tokens\":0,\"output_tokens\":0}"));
        rest(zero);
        assertThat(zero.usage()).contains(TokenUsage.reported(0, 0));
    }

    @Test
    void text_that_came_without_deltas_is_read_from_the_whole_response() throws UpstreamException {
        AnswerStream stream =
                stream(
                        event(
                                "response.completed",
                                0,
                                ",\"response\":" + response("completed", "null", OUTPUT)));
        rest(stream);
        assertThat(stream.usage()).isEmpty();
        assertThat(stream.producedText()).isEqualTo("hm hello no f{}gx");
    }

    @Test
    void a_stream_that_just_stops_is_not_complete_and_keeps_what_was_written()
            throws UpstreamException {
        AnswerStream stream = stream(created(), delta("response.output_text.delta", 1, "half"));
        rest(stream);
        assertThat(stream.complete()).isFalse();
        assertThat(stream.failed()).isFalse();
        assertThat(stream.producedText()).isEqualTo("half");
        assertThat(stream.usage()).isEmpty();
        assertThat(stream.nextNumber()).isEqualTo(2);
    }

    @Test
    void a_response_that_fails_on_the_way_keeps_its_usage_and_loses_the_providers_words()
            throws UpstreamException {
        String failed =
                event(
                        "response.failed",
                        2,
                        ",\"response\":"
                                + failed(
                                        "{\"code\":\"server_error\",\"message\":\"trace"
                                                + " sk-1234567\"}",
                                        USAGE,
                                        "[]"));
        AnswerStream stream =
                stream(created(), delta("response.output_text.delta", 1, "half"), failed);
        assertThat(rest(stream))
                .endsWith(
                        failed.replace(
                                        "trace sk-1234567",
                                        "the provider failed while it was" + " answering")
                                .replace("12.30", "12.3"));
        assertThat(stream.failed()).isTrue();
        assertThat(stream.ended()).isTrue();
        assertThat(stream.complete()).isFalse();
        assertThat(stream.usage()).contains(COUNTED);
        assertThat(stream.producedText()).isEqualTo("half");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // flat, as documented
                "\"code\":\"server_error\",\"message\":\"trace\",\"param\":null| \"server_error\"|"
                        + " \"the provider failed while it was answering\"| null",
                "\"code\":\"invalid_image_url\",\"message\":\"cannot load\",\"param\":\"input\"|"
                        + " \"invalid_image_url\"| \"cannot load\"| \"input\"",
                "\"code\":\"invalid_api_key\",\"message\":\"bad\",\"param\":null| \"server_error\"|"
                        + " \"the provider failed while it was answering\"| null",
                // and with an object, as it is seen
                "\"error\":{\"type\":\"invalid_request_error\",\"code\":"
                        + "\"context_length_exceeded\",\"message\":\"too long\","
                        + "\"param\":\"input\"}| \"context_length_exceeded\"| \"too long\"|"
                        + " \"input\"",
                "\"error\":{\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\",\"message\":"
                        + "\"limit of org-abcdef\"}| \"server_error\"|"
                        + " \"the provider failed while it was answering\"| null",
                "\"error\":\"raw\"| \"server_error\"|"
                        + " \"the provider failed while it was answering\"| null",
            })
    void an_error_event_is_told_in_the_documented_form(
            String fields, String code, String message, String param) throws UpstreamException {
        AnswerStream stream =
                stream(created(), "event: error\ndata: {\"type\":\"error\"," + fields + "}\n\n");
        assertThat(rest(stream))
                .isEqualTo(
                        created()
                                + "event: error\ndata: {\"type\":\"error\",\"code\":"
                                + code
                                + ",\"message\":"
                                + message
                                + ",\"param\":"
                                + param
                                + ",\"sequence_number\":1}\n\n");
        assertThat(stream.failed()).isTrue();
        assertThat(stream.complete()).isFalse();
        assertThat(stream.nextNumber()).isEqualTo(2);
    }

    @Test
    void a_stream_that_begins_with_a_failure_of_the_provider_is_no_stream()
            throws UpstreamException {
        for (String event :
                List.of(
                        "data:"
                            + " {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"x\"}\n\n",
                        end("failed", 0, "null"))) {
            AnswerStream stream = stream(event);
            UpstreamException error =
                    catchThrowableOfType(UpstreamException.class, () -> stream.next(QUIET));
            assertThat(error.kind()).isEqualTo(Kind.SERVER_ERROR);
        }
    }
}
