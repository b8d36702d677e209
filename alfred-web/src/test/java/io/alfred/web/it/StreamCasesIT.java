package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Streams byte by byte: what arrives, when it arrives, and what it costs. */
@Order(4)
class StreamCasesIT extends RawProviderTest {
    private static final String HEARTBEAT = ": waiting\n\n";
    private static final int MEGABYTE = 1024 * 1024;

    @Test
    void the_first_event_arrives_before_the_provider_sends_the_second() {
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents();

            call.event(Completion.chunk("first"));
            assertThat(client.pieceText()).isEqualTo(Wire.event(Completion.chunk("first")));
            call.event(Completion.chunk("second"));
            assertThat(client.pieceText()).isEqualTo(Wire.event(Completion.chunk("second")));

            finish(call, USAGE);
            assertThat(client.restText()).endsWith(Wire.event(Completion.DONE));
            assertCharged(client.tx(), USAGE);
        }
    }

    @Test
    void nothing_between_is_told_to_keep_or_gather_a_stream() {
        try (RawClient client = stream()) {
            finish(upstream.call().startEvents(), USAGE);

            assertThat(Wire.header(client.head(), "Content-Type")).startsWith("text/event-stream");
            assertThat(Wire.header(client.head(), "Cache-Control")).isEqualTo("no-cache");
            assertThat(Wire.header(client.head(), "X-Accel-Buffering")).isEqualTo("no");
            client.restText();
            assertCharged(client.tx(), USAGE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r", "\n"})
    void lines_may_end_with_crlf_cr_or_lf(String lineEnd) {
        String stream = events(Completion.chunk("a"), Completion.finish()).replace("\n", lineEnd);
        try (RawClient client = stream()) {
            upstream.call()
                    .startEvents()
                    .send(stream)
                    .send(Wire.event(Completion.usageChunk(USAGE)).replace("\n", lineEnd))
                    .send(Wire.event(Completion.DONE).replace("\n", lineEnd))
                    .end();

            assertThat(client.restText())
                    .isEqualTo(stream + Wire.event(Completion.DONE).replace("\n", lineEnd));
            assertCharged(client.tx(), USAGE);
        }
    }

    @Test
    void crlf_may_be_split_between_packets() {
        String event = Wire.event(Completion.chunk("a")).replace("\n", "\r\n");
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents();
            for (byte b : event.getBytes(StandardCharsets.UTF_8)) {
                call.send(new byte[] {b});
            }
            finish(call, USAGE);

            assertThat(client.restText())
                    .isEqualTo(event + events(Completion.finish(), Completion.DONE));
            assertCharged(client.tx(), USAGE);
        }
    }

    @Test
    void comments_and_fields_of_other_names_pass() {
        String stream =
                ": OPENROUTER PROCESSING\n\nevent: x\nid: 7\nretry: 10\ndata: "
                        + Completion.chunk("a")
                        + "\n\n:\n\n";
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents().send(stream);
            finish(call, USAGE);

            assertThat(client.restText())
                    .isEqualTo(stream + events(Completion.finish(), Completion.DONE));
            assertCharged(client.tx(), USAGE);
        }
    }

    @Test
    void data_of_several_lines_is_one_event() {
        String usage = Completion.usageChunk(USAGE);
        int middle = usage.indexOf("\"usage\"");
        String chunk = Completion.chunk("a");
        int comma = chunk.indexOf(',') + 1;
        String first = "data: " + chunk.substring(0, comma) + "\ndata: " + chunk.substring(comma);
        try (RawClient client = stream()) {
            upstream.call()
                    .startEvents()
                    .send(first + "\n\n")
                    .event(Completion.finish())
                    .send(
                            "data: "
                                    + usage.substring(0, middle)
                                    + "\ndata:"
                                    + usage.substring(middle)
                                    + "\n\n")
                    .event(Completion.DONE)
                    .end();

            assertThat(client.restText())
                    .isEqualTo(first + "\n\n" + events(Completion.finish(), Completion.DONE));
            assertCharged(client.tx(), USAGE);
        }
    }

    @Test
    void a_character_may_be_split_between_packets() {
        String text = "grüße 😀 漢字";
        byte[] event = Wire.event(Completion.chunk(text)).getBytes(StandardCharsets.UTF_8);
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents();
            for (byte b : event) {
                call.send(new byte[] {b});
            }
            call.event(Completion.finish()).event(Completion.DONE).end();

            assertThat(client.restText()).startsWith(new String(event, StandardCharsets.UTF_8));
            assertCounted(client.tx(), text);
        }
    }

    @Test
    void a_line_of_a_megabyte_arrives_whole() {
        String event = Wire.event(Completion.chunk("x".repeat(MEGABYTE)));
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents().send(event);
            finish(call, USAGE);

            assertThat(client.restText())
                    .isEqualTo(event + events(Completion.finish(), Completion.DONE));
            assertCharged(client.tx(), USAGE);
        }
    }

    @Test
    void a_stream_that_finished_needs_no_done() {
        try (RawClient client = stream()) {
            upstream.call()
                    .startEvents()
                    .event(Completion.chunk("a"))
                    .event(Completion.finish())
                    .event(Completion.usageChunk(USAGE))
                    .end();

            assertThat(client.restText())
                    .isEqualTo(events(Completion.chunk("a"), Completion.finish()));
            assertCharged(client.tx(), USAGE);
        }
    }

    @Test
    void events_without_choices_text_or_data_pass() {
        String empty =
                Wire.event("{\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}]}")
                        + "data:\n\n"
                        + "data\n\n"
                        + Wire.event("{\"choices\":[{\"index\":0,\"delta\":{}}]}")
                        + Wire.event("{}")
                        + "\n";
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents().send(empty);
            call.event(Completion.chunk("a"));
            finish(call, USAGE);

            assertThat(client.restText())
                    .isEqualTo(
                            empty
                                    + events(
                                            Completion.chunk("a"),
                                            Completion.finish(),
                                            Completion.DONE));
            assertCharged(client.tx(), USAGE);
        }
    }

    @Test
    void usage_is_asked_from_the_provider_and_hidden_from_who_did_not_ask() {
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call();
            assertThat(call.body())
                    .isEqualTo(
                            rawStream()
                                    .replace("raw/words", "words")
                                    .replaceFirst(
                                            "}$", ",\"stream_options\":{\"include_usage\":true}}"));
            finish(call.startEvents(), USAGE);

            assertThat(client.restText()).isEqualTo(events(Completion.finish(), Completion.DONE));
            assertCharged(client.tx(), USAGE);
        }
    }

    @Test
    void usage_is_shown_to_who_asked() {
        String asked = "\"stream\":true,\"stream_options\":{\"include_usage\":true},";
        try (RawClient client = RawClient.chat(tenant, rawBody(asked))) {
            finish(upstream.call().startEvents(), USAGE);

            assertThat(client.restText())
                    .isEqualTo(
                            events(
                                    Completion.finish(),
                                    Completion.usageChunk(USAGE),
                                    Completion.DONE));
            assertCharged(client.tx(), USAGE);
        }
    }

    @Test
    void usage_that_grows_from_event_to_event_is_charged_once() {
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents();
            for (int tokens = 1; tokens <= 5; tokens++) {
                call.event(withUsage(Completion.chunk("a"), tokens));
            }
            call.event(withUsage(Completion.finish(), 5)).event(Completion.DONE).end();

            assertThat(client.restText()).endsWith(Wire.event(Completion.DONE));
            assertCharged(client.tx(), new Completion.Usage(60, 0, 5));
        }
    }

    @Test
    void a_usage_of_zero_is_believed() {
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents().event(Completion.chunk("a"));
            finish(call, new Completion.Usage(0, 0, 0));

            client.rest();
            assertCharged(client.tx(), new Completion.Usage(0, 0, 0));
            assertThat(tenant.spent()).isZero();
        }
    }

    @Test
    void usage_that_is_missing_is_counted_and_marked_estimated() {
        try (RawClient client = stream()) {
            upstream.call()
                    .startEvents()
                    .event(Completion.chunk("hello"))
                    .event(Completion.chunk(" world"))
                    .event(Completion.finish())
                    .event(Completion.DONE)
                    .end();

            client.rest();
            assertCounted(client.tx(), "hello world");
        }
    }

    @Test
    void a_silent_provider_is_bridged_by_comments() {
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents().event(Completion.chunk("a"));
            assertThat(client.pieceText()).isEqualTo(Wire.event(Completion.chunk("a")));

            assertThat(client.pieceText()).isEqualTo(HEARTBEAT);
            assertThat(client.pieceText()).isEqualTo(HEARTBEAT);

            finish(call, USAGE);
            assertThat(client.restText()).endsWith(events(Completion.finish(), Completion.DONE));
            assertCharged(client.tx(), USAGE);
        }
    }

    @Test
    void comments_come_before_the_first_event_and_a_later_failure_is_an_event() {
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents();
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            assertThat(client.pieceText()).isEqualTo(HEARTBEAT);

            call.die();

            JsonNode error = error(client.restText().replace(HEARTBEAT, ""));
            assertThat(error.path("code").asText()).isEqualTo("upstream_failed");
            assertThat(error.path("transaction_id").asText()).isEqualTo(client.tx());
            assertUnknown(client.tx());
        }
    }

    @Test
    void a_provider_that_dies_mid_stream_becomes_an_error_event_and_what_it_delivered_is_charged() {
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents();
            call.event(Completion.chunk("half an"));
            assertThat(client.pieceText()).isEqualTo(Wire.event(Completion.chunk("half an")));

            // The second half of an event that never ends is not passed on.
            call.send("data: {\"choices\":[{\"ind").die();

            JsonNode error = error(client.restText());
            assertThat(error.path("type").asText()).isEqualTo("upstream_error");
            assertThat(error.path("code").asText()).isEqualTo("upstream_failed");
            assertThat(error.path("param").isNull()).isTrue();
            assertCounted(client.tx(), "half an");
        }
    }

    @Test
    void a_stream_that_ends_without_having_finished_is_no_success() {
        try (RawClient client = stream()) {
            upstream.call().startEvents().event(Completion.chunk("half an")).end();

            assertThat(client.pieceText()).isEqualTo(Wire.event(Completion.chunk("half an")));
            assertThat(error(client.restText()).path("code").asText()).isEqualTo("upstream_failed");
            assertCounted(client.tx(), "half an");
        }
    }

    @Test
    void the_providers_own_error_event_is_passed_on_once_without_its_affairs() {
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents();
            call.event(Completion.chunk("half an"));
            assertThat(client.pieceText()).isEqualTo(Wire.event(Completion.chunk("half an")));
            call.event(
                            "{\"error\":{\"message\":\"out of memory on gpu-17.internal\","
                                    + "\"type\":\"server_error\",\"code\":\"oom\"}}")
                    .end();

            String rest = client.restText();
            assertThat(rest).doesNotContain("gpu-17");
            assertThat(error(rest).path("code").asText()).isEqualTo("upstream_failed");
            assertCounted(client.tx(), "half an");
        }
    }

    @Test
    void an_error_event_about_the_request_keeps_its_words() {
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents();
            String half = Wire.event(Completion.chunk("half an"));
            call.send(half);
            call.event(
                            "{\"error\":{\"message\":\"the answer broke a rule\","
                                    + "\"type\":\"invalid_request_error\","
                                    + "\"code\":\"content_filter\",\"param\":\"messages\"}}")
                    .end();

            JsonNode error = error(client.restText().substring(half.length()));
            assertThat(error.path("message").asText()).isEqualTo("the answer broke a rule");
            assertThat(error.path("code").asText()).isEqualTo("content_filter");
            assertThat(error.path("param").asText()).isEqualTo("messages");
            assertCounted(client.tx(), "half an");
        }
    }

    private static String withUsage(String chunk, long tokens) {
        return chunk.replaceFirst(
                "}$", ",\"usage\":" + new Completion.Usage(60, 0, tokens).json() + "}");
    }

    private static String events(String... data) {
        StringBuilder events = new StringBuilder();
        Arrays.stream(data).map(Wire::event).forEach(events::append);
        return events.toString();
    }

    /** The error in the one event of a text. */
    private static JsonNode error(String events) {
        assertThat(events).startsWith("data: ").endsWith("\n\n");
        String data = events.substring("data: ".length()).strip();
        assertThat(data).as("one event").doesNotContain("\n");
        return Json.parse(data).path("error");
    }
}
