package io.alfred.providers.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.bedrock.GoldenFiles;
import io.alfred.providers.bedrock.GoldenFiles.Event;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.ProviderWire.EventReader;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.http.AnswerJson;
import io.alfred.providers.http.ProviderError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

class CohereAnswerTest {
    private static final CohereWire WIRE = new CohereWire();

    private static JsonNode json(String text) {
        return GoldenFiles.json(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void an_answer_with_a_plan_and_tool_calls_is_read_whole() {
        assertThat(WIRE.answer(GoldenFiles.json("cohere/answer-tools.json")))
                .contains(
                        new Answer(
                                Optional.of("5a50480a"),
                                "",
                                List.of(
                                        new Part.Reasoned("Two towns.", Optional.empty()),
                                        new Part.Text("I look both up."),
                                        new Part.ToolCall(
                                                "get_weather_a1",
                                                "get_weather",
                                                "{\"town\": \"Graz\"}",
                                                Optional.empty()),
                                        new Part.ToolCall(
                                                "clock_b2", "clock", "{}", Optional.empty())),
                                StopReason.TOOL_CALLS,
                                Optional.empty(),
                                Optional.of(TokenUsage.reported(36, 20))));
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE, DONE",
        "MAX_TOKENS, LENGTH",
        "STOP_SEQUENCE, STOP_TEXT",
        "ERROR_TOXIC, FILTERED",
        "NEW, DONE",
    })
    void every_reason_to_stop_has_a_place(String reason, StopReason stop) {
        JsonNode body = json("{'message':{'content':null},'finish_reason':'" + reason + "'}");
        assertThat(WIRE.answer(body).orElseThrow().stop()).isEqualTo(stop);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'message':'no','finish_reason':'COMPLETE'}",
                "{'message':{}}",
                "{'message':{},'finish_reason':'ERROR'}",
                "{'message':{},'finish_reason':'TIMEOUT'}",
            })
    void what_is_no_answer_is_none(String body) {
        assertThat(WIRE.answer(json(body))).isEmpty();
    }

    @Test
    void contents_of_wrong_types_are_no_parts() {
        JsonNode body =
                json(
                        "{'id':7,'message':{'content':[7,{'text':8},null],'tool_plan':{},"
                                + "'tool_calls':[{},{'id':'a'},7]},'finish_reason':'COMPLETE'}");
        Answer answer = WIRE.answer(body).orElseThrow();
        assertThat(answer.parts()).isEmpty();
        assertThat(answer.id()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{'input_tokens':1}",
                "{'input_tokens':-1,'output_tokens':1}",
                "{'input_tokens':1.5,'output_tokens':1}",
                "{'input_tokens':'1','output_tokens':1}",
                "{'input_tokens':1,'output_tokens':1000000001}",
                "{'input_tokens':1,'output_tokens':1e999}",
                "{'input_tokens':1,'output_tokens':1e999999999}",
            })
    void a_usage_that_cannot_be_true_counts_as_none(String billed) {
        String text = "{'billed_units':" + billed + ",'tokens':{'input_tokens':9}}";
        assertThat(CohereUsage.in(json(text))).isEmpty();
        assertThat(
                        CohereUsage.in(
                                Objects.requireNonNull(AnswerJson.parse(text.replace('\'', '"')))))
                .isEmpty();
    }

    @Test
    void billed_units_count_and_not_what_was_processed() {
        assertThat(
                        CohereUsage.in(
                                json(
                                        "{'billed_units':{'input_tokens':5.0,'output_tokens':418},"
                                                + "'tokens':{'input_tokens':71,"
                                                + "'output_tokens':418}}")))
                .contains(TokenUsage.reported(5, 418));
    }

    private static List<String> streamed(String path) {
        EventReader reader = WIRE.reader();
        List<String> told = new ArrayList<>();
        for (Event event : GoldenFiles.events(path)) {
            reader.read(event.type(), event.json()).forEach(e -> told.add(e.toString()));
        }
        reader.end().forEach(event -> told.add(event.toString()));
        return told;
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream-tools", "stream-text", "stream-failing"})
    void a_stream_is_told_event_by_event(String name) {
        assertThat(String.join("\n", streamed("cohere/" + name + ".events")))
                .isEqualTo(GoldenFiles.text("cohere/" + name + ".told").strip());
    }

    @Test
    void events_out_of_place_or_of_wrong_types_say_nothing() {
        EventReader reader = WIRE.reader();
        List<AnswerEvent> told = new ArrayList<>();
        for (String data :
                List.of(
                        "{}",
                        "{'delta':7}",
                        "{'index':'x','delta':{'message':{'content':{'text':{}}}}}",
                        "{'index':0,'delta':{'message':{'tool_calls':{'function':"
                                + "{'arguments':'{'}}}}}",
                        "{'index':0,'delta':{'message':{'tool_calls':[{'id':'a'}]}}}")) {
            for (String type :
                    List.of(
                            "content-start",
                            "content-delta",
                            "content-end",
                            "tool-plan-delta",
                            "tool-call-start",
                            "tool-call-delta",
                            "tool-call-end",
                            "citation-start",
                            "debug",
                            "")) {
                told.addAll(reader.read(type, json(data)));
            }
        }
        assertThat(told).isEmpty();
    }

    @Test
    void our_account_and_the_callers_mistakes_are_told_apart() {
        assertThat(error("invalid request: tools[0] has no name").type()).isNull();
        assertThat(error("invalid api token").type()).isEqualTo("authentication_error");
        assertThat(error("no api key supplied").type()).isEqualTo("authentication_error");
        assertThat(error("You are using a Trial key, limited to 1000 calls / month").type())
                .isEqualTo("billing_error");
        assertThat(error("Please add a payment method").type()).isEqualTo("billing_error");
        assertThat(WIRE.error(json("{'id':'x'}"))).isEmpty();
        assertThat(WIRE.error(json("{'message':{},'finish_reason':'TIMEOUT'}")))
                .contains(
                        new ProviderError(
                                "the generation failed", "server_error", "TIMEOUT", null));
    }

    private static ProviderError error(String message) {
        return WIRE.error(json("{'id':'x','message':'" + message + "'}")).orElseThrow();
    }
}
