package io.alfred.providers.wires.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.ProviderWire.EventReader;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.http.ProviderError;
import io.alfred.providers.wires.CallIds;
import io.alfred.providers.wires.Dialogues;
import io.alfred.providers.wires.Golden;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class ResponsesAnswerTest {
    private static final ResponsesWire WIRE = new ResponsesWire("OpenAI");

    private static List<AnswerEvent> events(String... data) {
        EventReader reader = WIRE.reader();
        List<AnswerEvent> events = new ArrayList<>();
        for (String event : data) {
            events.addAll(reader.read("", Golden.json(event)));
        }
        events.addAll(reader.end());
        return events;
    }

    private static String created() {
        return "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"model\":\"m\"}}";
    }

    private static AnswerEvent started() {
        return new AnswerEvent.Started(Optional.of("resp_1"), "m");
    }

    @Test
    void an_answer_keeps_its_items_in_their_order() {
        assertThat(WIRE.answer(Golden.answer("responses-answer.json")))
                .contains(
                        new Answer(
                                Optional.of("resp_67c"),
                                "gpt-5.3-codex",
                                List.of(
                                        new Part.Reasoned(
                                                "**Looking**\n\nTwo cities.",
                                                Optional.of("rs_1:gAAAAB-one")),
                                        new Part.Text("Two cities."),
                                        new Part.Sealed("rs_2:gAAAAB-two"),
                                        Dialogues.call("call_1", "weather", "{\"city\":\"Oslo\"}"),
                                        Dialogues.call("call_2", "now", "{}")),
                                StopReason.TOOL_CALLS,
                                Optional.empty(),
                                Optional.of(
                                        new TokenUsage(328, 256, 16, 95, 64, false)
                                                .servedIn(Optional.of(ServiceTier.STANDARD)))));
    }

    @Test
    void a_stream_tells_what_was_written() {
        TokenUsage usage = new TokenUsage(19, 8, 0, 40, 20, false);

        assertThat(Golden.events("responses-stream.sse", WIRE.reader()))
                .isEqualTo(Golden.text("responses-stream.events").formatted(usage));
        assertThat(Golden.events("responses-broken.sse", WIRE.reader()))
                .isEqualTo(Golden.text("responses-broken.events"));
    }

    @ParameterizedTest
    @CsvSource({
        "completed,,DONE",
        "incomplete,max_output_tokens,LENGTH",
        "incomplete,content_filter,FILTERED",
        "incomplete,something_new,LENGTH",
    })
    void a_status_is_why_an_answer_ended(String status, String reason, StopReason stop) {
        ObjectNode response = (ObjectNode) Golden.answer("responses-answer.json");
        response.put("status", status);
        response.putObject("incomplete_details").put("reason", reason);
        response.putArray("output");

        assertThat(WIRE.answer(response).orElseThrow().stop()).isEqualTo(stop);
        assertThat(events("{\"type\":\"response." + status + "\",\"response\":" + response + "}"))
                .contains(new AnswerEvent.Stopped(stop, Optional.empty()), new AnswerEvent.Ended());
    }

    @Test
    void a_refusal_is_one() {
        String item =
                "{\"type\":\"message\",\"content\":[{\"type\":\"refusal\",\"refusal\":\"No.\"}]}";

        assertThat(
                        WIRE.answer(
                                        Golden.json(
                                                "{\"status\":\"completed\",\"output\":["
                                                        + item
                                                        + "]}"))
                                .orElseThrow()
                                .parts())
                .containsExactly(new Part.Refusal("No."));
        assertThat(
                        events(
                                created(),
                                "{\"type\":\"response.refusal.delta\",\"output_index\":0,"
                                        + "\"delta\":\"No\"}",
                                "{\"type\":\"response.refusal.delta\",\"output_index\":0,"
                                        + "\"delta\":\".\"}",
                                "{\"type\":\"response.output_item.done\",\"output_index\":0,"
                                        + "\"item\":"
                                        + item
                                        + "}"))
                .containsExactly(
                        started(),
                        new AnswerEvent.RefusalPiece("No"),
                        new AnswerEvent.RefusalPiece("."));
    }

    @Test
    void an_item_without_pieces_is_told_when_it_is_done() {
        assertThat(
                        events(
                                created(),
                                "{\"type\":\"response.output_item.done\",\"output_index\":0,"
                                        + "\"item\":{\"type\":\"reasoning\",\"id\":\"rs_1\","
                                        + "\"summary\":[{\"text\":\"Hm\"}],"
                                        + "\"encrypted_content\":\"x\"}}",
                                "{\"type\":\"response.output_item.done\",\"output_index\":1,"
                                        + "\"item\":{\"type\":\"message\",\"content\":["
                                        + "{\"type\":\"output_text\",\"text\":\"Hi\"}]}}",
                                "{\"type\":\"response.output_item.done\",\"output_index\":2,"
                                        + "\"item\":{\"type\":\"function_call\","
                                        + "\"call_id\":\"c\",\"name\":\"f\","
                                        + "\"arguments\":\"{\\\"a\\\":1}\"}}"))
                .containsExactly(
                        started(),
                        new AnswerEvent.ReasoningPiece("Hm"),
                        new AnswerEvent.ReasoningSigned("rs_1:x"),
                        new AnswerEvent.TextPiece("Hi"),
                        new AnswerEvent.ToolCallBegun(0, "c", "f", Optional.empty()),
                        new AnswerEvent.ToolArguments(0, "{\"a\":1}"));
    }

    private static String message(String... texts) {
        return "{\"type\":\"message\",\"content\":["
                + Stream.of(texts)
                        .map(text -> "{\"type\":\"output_text\",\"text\":\"" + text + "\"}")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static String delta(int place, String text) {
        return "{\"type\":\"response.output_text.delta\",\"output_index\":"
                + place
                + ",\"delta\":\""
                + text
                + "\"}";
    }

    private static String done(int place, String item) {
        return "{\"type\":\"response.output_item.done\",\"output_index\":"
                + place
                + ",\"item\":"
                + item
                + "}";
    }

    @Test
    void texts_of_further_messages_are_paragraphs_whole_and_in_a_stream() {
        String output =
                message("I look", " it up.") + "," + message() + "," + message("Two", " cities.");
        String whole = "{\"status\":\"completed\",\"output\":[" + output + "]}";

        assertThat(WIRE.answer(Golden.json(whole)).orElseThrow().parts())
                .containsExactly(
                        new Part.Text("I look"),
                        new Part.Text(" it up."),
                        new Part.Text("\n\nTwo"),
                        new Part.Text(" cities."));
        List<AnswerEvent> told =
                List.of(
                        started(),
                        new AnswerEvent.TextPiece("I look"),
                        new AnswerEvent.TextPiece(" it up."),
                        new AnswerEvent.TextPiece("\n\nTwo"),
                        new AnswerEvent.TextPiece(" cities."));
        assertThat(
                        events(
                                created(),
                                delta(0, "I look"),
                                delta(0, " it up."),
                                done(0, message("I look", " it up.")),
                                done(1, message()),
                                delta(2, "Two"),
                                delta(2, " cities."),
                                done(2, message("Two", " cities."))))
                .isEqualTo(told);
        assertThat(
                        events(
                                created(),
                                done(0, message("I look", " it up.")),
                                done(1, message()),
                                done(2, message("Two", " cities."))))
                .isEqualTo(told);
    }

    @Test
    void what_a_failure_is_billed_may_come_with_it_or_after_it() {
        String failed =
                "{\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":"
                        + "{\"code\":\"server_error\",\"message\":\"no\"},"
                        + "\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}}";
        String error = "{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"no\"}";
        AnswerEvent billed = new AnswerEvent.Reported(TokenUsage.reported(3, 2));
        AnswerEvent told =
                new AnswerEvent.Failed(new ProviderError("no", null, "server_error", null));

        assertThat(events(created(), failed, error)).containsExactly(billed, told);
        assertThat(events(created(), error, delta(0, "x"), failed, failed))
                .containsExactly(told, billed);
    }

    @Test
    void a_response_that_comes_in_one_event_is_told_whole() {
        assertThat(
                        events(
                                "{\"type\":\"response.completed\",\"response\":"
                                        + "{\"id\":\"resp_1\",\"model\":\"m\","
                                        + "\"status\":\"completed\",\"output\":["
                                        + "{\"type\":\"message\",\"content\":["
                                        + "{\"type\":\"output_text\",\"text\":\"Hi\"}]}]}}"))
                .containsExactly(
                        started(),
                        new AnswerEvent.TextPiece("Hi"),
                        new AnswerEvent.Stopped(StopReason.DONE, Optional.empty()),
                        new AnswerEvent.Ended());
    }

    @Test
    void an_answer_starts_with_its_first_item() {
        EventReader reader = WIRE.reader();

        assertThat(reader.read("", Golden.json(created()))).isEmpty();
        assertThat(
                        reader.read(
                                "",
                                Golden.json(
                                        "{\"type\":\"response.output_item.added\","
                                                + "\"output_index\":0,"
                                                + "\"item\":{\"type\":\"reasoning\"}}")))
                .containsExactly(started());
    }

    @Test
    void a_stream_that_breaks_off_did_not_end() {
        assertThat(
                        events(
                                created(),
                                "{\"type\":\"response.output_text.delta\",\"output_index\":0,"
                                        + "\"delta\":\"Half\"}"))
                .containsExactly(started(), new AnswerEvent.TextPiece("Half"));
    }

    @Test
    void calls_beyond_the_limit_are_not_kept() {
        EventReader reader = WIRE.reader();
        int begun = 0;
        for (int i = 0; i <= CallIds.CALLS_MAX; i++) {
            String event =
                    "{\"type\":\"response.output_item.added\",\"output_index\":"
                            + i
                            + ",\"item\":{\"type\":\"function_call\",\"call_id\":\"c"
                            + i
                            + "\",\"name\":\"f\"}}";
            begun +=
                    (int)
                            reader.read("", Golden.json(event)).stream()
                                    .filter(AnswerEvent.ToolCallBegun.class::isInstance)
                                    .count();
        }

        assertThat(begun).isEqualTo(CallIds.CALLS_MAX);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"no\","
                        + "\"param\":null,\"sequence_number\":1}|no||server_error|",
                "{\"type\":\"error\",\"code\":\"invalid_image_url\",\"message\":\"no\","
                        + "\"param\":\"input\"}|no|invalid_request_error|invalid_image_url|input",
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
                        + "\"code\":\"context_length_exceeded\",\"message\":\"no\","
                        + "\"param\":\"input\"}}"
                        + "|no|invalid_request_error|context_length_exceeded|input",
                "{\"type\":\"error\",\"error\":{\"type\":\"tokens\","
                        + "\"code\":\"rate_limit_exceeded\",\"message\":\"no\"}}"
                        + "|no|rate_limit_error|rate_limit_exceeded|",
                "{\"type\":\"response.failed\",\"response\":{\"status\":\"failed\","
                        + "\"error\":{\"code\":\"bio_policy\",\"message\":\"no\"}}}"
                        + "|no|invalid_request_error|bio_policy|",
                "{\"type\":\"response.failed\",\"response\":{\"status\":\"failed\","
                        + "\"error\":null}}"
                        + "|the provider failed while it was answering|api_error||",
                "{\"type\":\"error\"}|the provider failed while it was answering|api_error||",
            })
    void a_failure_is_read_in_every_shape_and_ends_the_answer(
            String event, String message, String type, String code, String param) {
        assertThat(
                        events(
                                created(),
                                event,
                                "{\"type\":\"response.output_text.delta\",\"delta\":\"x\"}"))
                .containsExactly(
                        new AnswerEvent.Failed(new ProviderError(message, type, code, param)));
    }

    @Test
    void a_whole_response_may_say_that_it_failed() {
        String failed =
                "{\"object\":\"response\",\"status\":\"failed\",\"output\":[],"
                        + "\"error\":{\"code\":\"invalid_prompt\",\"message\":\"no\"}}";

        assertThat(WIRE.error(Golden.json(failed)))
                .contains(new ProviderError("no", "invalid_request_error", "invalid_prompt", null));
        assertThat(WIRE.answer(Golden.json(failed))).isEmpty();
    }

    @Test
    void an_error_with_a_status_is_read_as_it_is() {
        assertThat(
                        WIRE.error(
                                Golden.json(
                                        "{\"error\":{\"message\":\"no\",\"type\":\"t\","
                                                + "\"code\":null,\"param\":\"user\"}}")))
                .contains(new ProviderError("no", "t", null, "user"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "1",
                "{}",
                "{\"output\":{}}",
                "{\"output\":[],\"status\":\"queued\"}",
                "{\"output\":[],\"status\":\"in_progress\"}",
                "{\"choices\":[{\"message\":{}}]}",
            })
    void what_is_no_finished_response_is_no_answer_and_no_error(String body) {
        assertThat(WIRE.answer(Golden.json(body))).isEmpty();
        assertThat(WIRE.error(Golden.json(body))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"input_tokens\":1}",
                "{\"input_tokens\":-1,\"output_tokens\":1}",
                "{\"input_tokens\":1,\"output_tokens\":1,\"total_tokens\":3}",
                "{\"input_tokens\":1,\"output_tokens\":1,"
                        + "\"input_tokens_details\":{\"cached_tokens\":2}}",
                "{\"input_tokens\":1,\"output_tokens\":1,\"total_tokens\":2,"
                        + "\"output_tokens_details\":{\"reasoning_tokens\":2}}",
            })
    void usage_that_cannot_be_true_counts_as_none(String usage) {
        assertThat(
                        WIRE.answer(Golden.json("{\"output\":[],\"usage\":" + usage + "}"))
                                .orElseThrow()
                                .usage())
                .isEmpty();
    }
}
