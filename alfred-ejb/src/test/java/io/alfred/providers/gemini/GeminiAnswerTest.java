package io.alfred.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.ProviderWire.EventReader;
import io.alfred.providers.dialogue.StopReason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class GeminiAnswerTest {
    private static final GeminiWire WIRE = new GeminiWire(GeminiApi.GENERATIVE_LANGUAGE);

    private static List<AnswerEvent> read(String golden) {
        EventReader reader = WIRE.reader();
        List<AnswerEvent> events = new ArrayList<>();
        Golden.events(golden).forEach(event -> events.addAll(reader.read("", event)));
        events.addAll(reader.end());
        return events;
    }

    private static Answer answer(String json) {
        return WIRE.answer(Golden.parsed(json)).orElseThrow();
    }

    @Test
    void an_answer_keeps_texts_thoughts_and_signatures_in_their_order() {
        assertThat(WIRE.answer(Golden.json("answer-text.json")))
                .contains(
                        new Answer(
                                Optional.of("r-text-1"),
                                "gemini-3.1-pro-preview",
                                List.of(
                                        new Part.Reasoned(
                                                "The user wants a greeting.", Optional.empty()),
                                        new Part.Text("Good "),
                                        new Part.Sealed("gemini:U0lHLVRFWFQ="),
                                        new Part.Text("morning.")),
                                StopReason.DONE,
                                Optional.empty(),
                                Optional.of(new TokenUsage(1205, 1024, 0, 20, 17, false))));
    }

    @Test
    void a_tool_call_keeps_its_id_and_signature_and_gets_an_id_where_it_has_none() {
        Answer answer = WIRE.answer(Golden.json("answer-calls.json")).orElseThrow();
        assertThat(answer.stop()).isEqualTo(StopReason.TOOL_CALLS);
        assertThat(answer.parts().getFirst())
                .isEqualTo(
                        new Part.ToolCall(
                                "fc-9",
                                "weather",
                                "{\"city\":\"Oslo\",\"limit\":12345678901234567890.5}",
                                Optional.of("U0lHLUNBTEw=")));
        List<String> ids =
                answer.parts().stream().map(part -> ((Part.ToolCall) part).id()).toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids.subList(1, 3)).allMatch(id -> id.matches("call_[0-9a-f]{24}"));
        assertThat(answer.parts().getLast())
                .isEqualTo(new Part.ToolCall(ids.get(2), "stop_all", "{}", Optional.empty()));
        assertThat(WIRE.answer(Golden.json("answer-calls.json"))).contains(answer);
    }

    @Test
    void a_blocked_prompt_is_an_answer_that_was_filtered() {
        assertThat(WIRE.answer(Golden.json("answer-blocked.json")))
                .contains(
                        new Answer(
                                Optional.of("r-blocked-1"),
                                "gemini-2.5-flash",
                                List.of(),
                                StopReason.FILTERED,
                                Optional.empty(),
                                Optional.of(TokenUsage.reported(9, 0))));
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, DONE",
        "MAX_TOKENS, LENGTH",
        "SAFETY, FILTERED",
        "RECITATION, FILTERED",
        "LANGUAGE, FILTERED",
        "BLOCKLIST, FILTERED",
        "PROHIBITED_CONTENT, FILTERED",
        "SPII, FILTERED",
        "IMAGE_SAFETY, FILTERED",
        "MODEL_ARMOR, FILTERED",
        "MALFORMED_FUNCTION_CALL, FILTERED",
        "UNEXPECTED_TOOL_CALL, FILTERED",
        "OTHER, FILTERED",
        "FINISH_REASON_UNSPECIFIED, FILTERED",
        "ONE_OF_TOMORROW, FILTERED",
    })
    void every_reason_to_end_is_told(String reason, StopReason stop) {
        assertThat(answer("{\"candidates\":[{\"finishReason\":\"" + reason + "\"}]}").stop())
                .isEqualTo(stop);
    }

    @Test
    void calls_cut_off_at_the_bound_are_not_to_be_made() {
        assertThat(
                        answer(
                                        "{\"candidates\":[{\"finishReason\":\"MAX_TOKENS\",\"content\":"
                                            + "{\"parts\":[{\"functionCall\":{\"name\":\"a\"}}]}}]}")
                                .stop())
                .isEqualTo(StopReason.LENGTH);
    }

    @Test
    void a_signed_thought_keeps_its_signature() {
        assertThat(
                        answer(
                                        "{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":"
                                                + "{\"parts\":[{\"text\":\"hm\",\"thought\":true,"
                                                + "\"thoughtSignature\":\"QQ==\"}]}}]}")
                                .parts())
                .containsExactly(new Part.Reasoned("hm", Optional.of("gemini:QQ==")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"candidates\":[]}",
                "{\"candidates\":{}}",
                "{\"candidates\":[7]}",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"cut\"}]}}]}",
                "{\"promptFeedback\":{}}",
                "{\"usageMetadata\":{\"promptTokenCount\":1,\"totalTokenCount\":1}}",
                "{\"choices\":[]}",
            })
    void what_is_none_of_the_protocol_is_no_answer(String json) {
        assertThat(WIRE.answer(Golden.parsed(json))).isEmpty();
    }

    @Test
    void a_stream_of_text_is_told_as_it_comes() {
        assertThat(read("stream-text.sse"))
                .containsExactly(
                        new AnswerEvent.Started(
                                Optional.of("r-stream-1"), "gemini-3-flash-preview"),
                        new AnswerEvent.ReasoningPiece("Let me count."),
                        new AnswerEvent.Reported(new TokenUsage(11, 0, 0, 13, 13, false)),
                        new AnswerEvent.TextPiece("One, "),
                        new AnswerEvent.Reported(new TokenUsage(11, 0, 0, 15, 13, false)),
                        new AnswerEvent.TextPiece("two."),
                        new AnswerEvent.SealedReasoning("gemini:U0lHLVRFWFQ="),
                        new AnswerEvent.Reported(new TokenUsage(11, 0, 0, 17, 13, false)),
                        new AnswerEvent.Stopped(StopReason.DONE, Optional.empty()),
                        new AnswerEvent.Ended());
    }

    @Test
    void streamed_calls_come_whole_and_are_counted_through() {
        List<AnswerEvent> events = read("stream-calls.sse");
        String madeUp = ((AnswerEvent.ToolCallBegun) events.get(2)).id();
        assertThat(madeUp).matches("call_[0-9a-f]{24}");
        assertThat(events)
                .containsExactly(
                        new AnswerEvent.Started(
                                Optional.of("r-stream-2"), "gemini-3-flash-preview"),
                        new AnswerEvent.TextPiece("I look."),
                        new AnswerEvent.ToolCallBegun(
                                0, madeUp, "weather", Optional.of("U0lHLUNBTEw=")),
                        new AnswerEvent.ToolArguments(0, "{\"city\":\"Oslo\"}"),
                        new AnswerEvent.ToolCallBegun(1, "given", "weather", Optional.empty()),
                        new AnswerEvent.ToolArguments(1, "{\"city\":\"Rome\"}"),
                        new AnswerEvent.Reported(TokenUsage.reported(60, 20)),
                        new AnswerEvent.Stopped(StopReason.TOOL_CALLS, Optional.empty()),
                        new AnswerEvent.Ended());
    }

    @Test
    void a_stream_without_a_reason_to_end_has_not_ended() {
        EventReader reader = WIRE.reader();
        var unused = reader.read("", Golden.events("stream-text.sse").getFirst());
        assertThat(reader.end()).isEmpty();
    }

    @Test
    void nothing_but_usage_follows_the_stop() {
        EventReader reader = WIRE.reader();
        var unused = reader.read("", Golden.events("stream-calls.sse").getLast());
        assertThat(
                        reader.read(
                                "",
                                Golden.parsed(
                                        "{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":"
                                            + "{\"parts\":[{\"text\":\"late\"}]}}],\"usageMetadata\":"
                                            + "{\"promptTokenCount\":1,\"totalTokenCount\":1}}")))
                .containsExactly(new AnswerEvent.Reported(TokenUsage.reported(1, 0)));
    }

    @Test
    void a_prompt_blocked_in_a_stream_stops_it() {
        EventReader reader = WIRE.reader();
        assertThat(reader.read("", Golden.json("answer-blocked.json")))
                .containsExactly(
                        new AnswerEvent.Started(Optional.of("r-blocked-1"), "gemini-2.5-flash"),
                        new AnswerEvent.Reported(TokenUsage.reported(9, 0)),
                        new AnswerEvent.Stopped(StopReason.FILTERED, Optional.empty()));
    }

    @Test
    void an_error_in_a_stream_is_its_end() {
        EventReader reader = WIRE.reader();
        assertThat(
                        reader.read(
                                "",
                                Golden.parsed(
                                        "{\"error\":{\"code\":503,\"message\":\"overloaded\","
                                                + "\"status\":\"UNAVAILABLE\"}}")))
                .singleElement()
                .isInstanceOf(AnswerEvent.Failed.class);
        assertThat(reader.read("", Golden.json("answer-text.json"))).isEmpty();
        assertThat(reader.end()).isEmpty();
    }

    @Test
    void events_of_other_kinds_tell_nothing() {
        EventReader reader = WIRE.reader();
        for (String json : List.of("{}", "{\"a\":[]}", "{\"error\":7}", "{\"candidates\":7}")) {
            assertThat(reader.read("ping", Golden.parsed(json))).isEmpty();
        }
        assertThat(reader.read("", JsonNodeFactory.instance.textNode("x"))).isEmpty();
        assertThat(reader.read("", JsonNodeFactory.instance.arrayNode())).isEmpty();
    }

    /** Every value of good answers is replaced by values of other kinds; the seed is printed. */
    @Test
    void no_answer_however_twisted_makes_it_throw() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            for (String golden :
                    List.of("answer-text.json", "answer-calls.json", "error-day.json")) {
                JsonNode twisted = twist(Golden.json(golden), random);
                EventReader reader = WIRE.reader();
                assertThat(catchAll(twisted, reader)).as("seed " + seed + ": " + twisted).isNull();
            }
        }
    }

    private static Throwable catchAll(JsonNode body, EventReader reader) {
        return org.assertj.core.api.Assertions.catchThrowable(
                () -> {
                    var answer = WIRE.answer(body);
                    var error = WIRE.error(body);
                    var events = reader.read("", body);
                    var last = reader.end();
                    assertThat(List.of(answer, error, events, last)).doesNotContainNull();
                });
    }

    private static JsonNode twist(JsonNode node, Random random) {
        if (random.nextInt(12) == 0) {
            JsonNode[] others = {
                JsonNodeFactory.instance.nullNode(),
                JsonNodeFactory.instance.numberNode(Long.MAX_VALUE),
                JsonNodeFactory.instance.numberNode(-1),
                JsonNodeFactory.instance.numberNode(new java.math.BigInteger("9".repeat(60))),
                JsonNodeFactory.instance.numberNode(new java.math.BigDecimal("1.5")),
                JsonNodeFactory.instance.textNode(""),
                JsonNodeFactory.instance.textNode("STOP"),
                JsonNodeFactory.instance.booleanNode(true),
                JsonNodeFactory.instance.arrayNode().add(1),
                JsonNodeFactory.instance.objectNode()
            };
            return others[random.nextInt(others.length)];
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(e -> copy.set(e.getKey(), twist(e.getValue(), random)));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> copy.add(twist(element, random)));
            return copy;
        }
        return node;
    }
}
