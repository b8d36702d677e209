package io.alfred.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.bedrock.EventStreamFrames.Frame;
import io.alfred.providers.bedrock.GoldenFiles.Event;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.ProviderWire.EventReader;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.http.ProviderError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class ConverseAnswerTest {
    private static final ConverseWire WIRE = new ConverseWire();

    private static JsonNode json(String text) {
        return GoldenFiles.json(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void an_answer_with_reasoning_and_tool_calls_is_read_whole() {
        assertThat(WIRE.answer(GoldenFiles.json("bedrock/answer.json")))
                .contains(
                        new Answer(
                                Optional.empty(),
                                "",
                                List.of(
                                        new Part.Reasoned("Two towns.", Optional.of("c2ln")),
                                        new Part.Sealed("c2VhbGVk"),
                                        new Part.Text("I look both up."),
                                        new Part.ToolCall(
                                                "tooluse_a1",
                                                "get_weather",
                                                "{\"town\":\"Graz\",\"scale\":1.10}",
                                                Optional.empty()),
                                        new Part.ToolCall(
                                                "tooluse_b2", "clock", "{}", Optional.empty())),
                                StopReason.TOOL_CALLS,
                                Optional.empty(),
                                Optional.of(new TokenUsage(1620, 1000, 600, 400, 45, 0, false))));
    }

    @Test
    void the_text_that_ended_an_answer_is_told() {
        Answer answer =
                WIRE.answer(
                                json(
                                        "{'output':{'message':{'content':[{'text':'One'}]}},"
                                                + "'stopReason':'stop_sequence',"
                                                + "'additionalModelResponseFields':"
                                                + "{'stop_sequence':'END'}}"))
                        .orElseThrow();
        assertThat(answer.stop()).isEqualTo(StopReason.STOP_TEXT);
        assertThat(answer.stopText()).contains("END");
        assertThat(answer.usage()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, DONE",
        "max_tokens, LENGTH",
        "model_context_window_exceeded, LENGTH",
        "guardrail_intervened, FILTERED",
        "content_filtered, FILTERED",
        "malformed_tool_use, FILTERED",
        "something_new, DONE",
    })
    void every_reason_to_stop_has_a_place(String reason, StopReason stop) {
        JsonNode body = json("{'output':{'message':{'content':[]}},'stopReason':'" + reason + "'}");
        assertThat(WIRE.answer(body).orElseThrow().stop()).isEqualTo(stop);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'output':[]}",
                "{'output':{'message':{'content':{}}},'stopReason':'end_turn'}",
                "{'output':{'message':{'content':[]}},'stopReason':7}",
            })
    void what_is_no_answer_is_none(String body) {
        assertThat(WIRE.answer(json(body))).isEmpty();
    }

    @Test
    void blocks_of_wrong_types_are_no_parts() {
        JsonNode body =
                json(
                        "{'output':{'message':{'content':[7,null,{'text':8},{'toolUse':{}},"
                                + "{'toolUse':{'toolUseId':'a','name':'b','input':[1]}},"
                                + "{'reasoningContent':'x'},{'citationsContent':{}}]}},"
                                + "'stopReason':'end_turn','usage':[]}");
        assertThat(WIRE.answer(body).orElseThrow().parts())
                .containsExactly(new Part.ToolCall("a", "b", "{}", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{'inputTokens':1}",
                "{'inputTokens':-1,'outputTokens':1}",
                "{'inputTokens':1.5,'outputTokens':1}",
                "{'inputTokens':'1','outputTokens':1}",
                "{'inputTokens':1,'outputTokens':1000000001}",
                "{'inputTokens':1000000000,'outputTokens':1,'cacheReadInputTokens':1}",
                "{'inputTokens':1,'outputTokens':1,'cacheReadInputTokens':-1}",
                "{'inputTokens':1,'outputTokens':99999999999999999999}",
                "{'inputTokens':1,'outputTokens':1,'cacheWriteInputTokens':1,"
                        + "'cacheDetails':[{'ttl':'1h','inputTokens':2}]}",
            })
    void a_usage_that_cannot_be_true_counts_as_none(String usage) {
        assertThat(ConverseUsage.in(json("{'usage':" + usage + "}"))).isEmpty();
    }

    @Test
    void the_cached_parts_are_added_to_the_prompt() {
        assertThat(
                        ConverseUsage.in(
                                json(
                                        "{'usage':{'inputTokens':3,'outputTokens':2,"
                                                + "'totalTokens':12,'cacheReadInputTokens':4,"
                                                + "'cacheWriteInputTokens':null,"
                                                + "'serverToolUsage':{}}}")))
                .contains(new TokenUsage(7, 4, 0, 2, 0, false));
    }

    private static List<String> streamed(String path, long seed) throws FrameException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Event event : GoldenFiles.events(path)) {
            bytes.writeBytes(
                    event.type().endsWith("Exception")
                            ? FrameWriter.exception(event.type(), event.data())
                            : FrameWriter.event(event.type(), event.data()));
        }
        Random random = new Random(seed);
        EventStreamFrames frames = new EventStreamFrames();
        EventReader reader = WIRE.reader();
        List<String> read = new ArrayList<>();
        byte[] stream = bytes.toByteArray();
        for (int at = 0; at < stream.length; ) {
            int size = Math.min(1 + random.nextInt(64), stream.length - at);
            for (Frame frame : frames.feed(stream, at, size)) {
                reader.read(frame.type(), frame.payload()).forEach(e -> read.add(e.toString()));
            }
            at += size;
        }
        reader.end().forEach(event -> read.add(event.toString()));
        return read;
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream-tools", "stream-text", "stream-failing", "stream-no-metadata"})
    void a_stream_is_told_event_by_event(String name) throws FrameException {
        List<String> expected = GoldenFiles.text("bedrock/" + name + ".told").lines().toList();
        for (long seed = 0; seed < 20; seed++) {
            assertThat(streamed("bedrock/" + name + ".events", seed))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void events_out_of_place_or_of_wrong_types_say_nothing() {
        EventReader reader = WIRE.reader();
        List<AnswerEvent> told = new ArrayList<>();
        for (String data :
                List.of(
                        "{}",
                        "{'contentBlockIndex':'x','delta':7}",
                        "{'contentBlockIndex':1e300,'delta':{'text':{}}}",
                        "{'contentBlockIndex':0,'delta':{'toolUse':{'input':'{'}}}",
                        "{'contentBlockIndex':0,'start':{'toolUse':{'toolUseId':7}}}",
                        "{'usage':{'inputTokens':-1}}")) {
            for (String type :
                    List.of(
                            "contentBlockStart",
                            "contentBlockDelta",
                            "contentBlockStop",
                            "metadata",
                            "newEvent",
                            "")) {
                told.addAll(reader.read(type, json(data)));
            }
        }
        assertThat(told).isEmpty();
        assertThat(reader.end()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ValidationException | messages.0: bad | invalid_request_error",
                "ValidationException | The provided model identifier is invalid. |"
                        + " permission_error",
                "ValidationException | Invocation of model ID m with on-demand throughput isn’t"
                        + " supported. | permission_error",
                "ValidationException | Invalid `signature` in thinking block |"
                        + " invalid_request_error",
                "ValidationException | Operation not allowed | permission_error",
                "AccessDeniedException | User: arn:x is not authorized | permission_error",
                "UnrecognizedClientException | The security token is invalid |"
                        + " authentication_error",
                "InvalidSignatureException | The request signature we calculated |"
                        + " authentication_error",
                "ExpiredTokenException | expired | authentication_error",
                "ServiceQuotaExceededException | too much | insufficient_quota",
                "ThrottlingException | Too many tokens | rate_limit_error",
                "ModelTimeoutException | late | timeout_error",
                "ModelNotReadyException | wait | overloaded_error",
                "ServiceUnavailableException | down | overloaded_error",
                "InternalServerException | broken | server_error",
                "ModelErrorException | broken | server_error",
                "ResourceNotFoundException | no such thing | not_found_error",
                "ResourceNotFoundException | Model use case details have not been submitted for"
                        + " this account. | permission_error",
            })
    void our_account_and_the_callers_mistakes_are_told_apart(
            String name, String message, String type) {
        ProviderError expected = new ProviderError(message, type, name, null);
        JsonNode body = json("{}").deepCopy();
        ((ObjectNode) body).put("message", message);
        String header = name + ":http://internal.amazon.com/coral/com.amazon.bedrock/";
        assertThat(WIRE.error(body, Optional.of(header))).contains(expected);
        ((ObjectNode) body).put("__type", "com.x#" + name);
        assertThat(WIRE.error(body)).contains(expected);
    }

    @Test
    void an_error_without_a_name_is_told_by_its_message() {
        assertThat(WIRE.error(json("{'Message':'no'}")))
                .contains(new ProviderError("no", null, null, null));
        assertThat(WIRE.error(json("{'Message':'User is not authorized to do it'}")))
                .contains(
                        new ProviderError(
                                "User is not authorized to do it", "permission_error", null, null));
        assertThat(WIRE.error(json("{'output':{}}"))).isEmpty();
        assertThat(WIRE.error(json("{}"), Optional.of("ThrottlingException")))
                .contains(
                        new ProviderError(
                                "ThrottlingException",
                                "rate_limit_error",
                                "ThrottlingException",
                                null));
    }
}
