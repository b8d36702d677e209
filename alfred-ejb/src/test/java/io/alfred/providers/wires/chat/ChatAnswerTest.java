package io.alfred.providers.wires.chat;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.alfred.providers.wires.Quirks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;

class ChatAnswerTest {
    private static ChatWire wire(String provider) {
        return new ChatWire(Quirks.of(provider));
    }

    private static Answer answer(String provider, String name) {
        return wire(provider).answer(Golden.answer(name)).orElseThrow();
    }

    @Test
    void a_tool_call_keeps_its_id() {
        assertThat(answer("openai", "openai-answer.json"))
                .isEqualTo(
                        new Answer(
                                Optional.of("chatcmpl-B9"),
                                "gpt-5.4-2026-03-05",
                                List.of(
                                        new Part.Text("Two cities."),
                                        Dialogues.call("call_1", "weather", "{\"city\":\"Oslo\"}"),
                                        Dialogues.call("call_2", "now", "{}")),
                                StopReason.TOOL_CALLS,
                                Optional.empty(),
                                Optional.of(
                                        new TokenUsage(82, 64, 0, 17, 5, false)
                                                .servedIn(Optional.of(ServiceTier.STANDARD)))));
    }

    @Test
    void reasoning_in_content_parts_is_read() {
        Answer answer = answer("mistral", "mistral-answer.json");

        assertThat(answer.parts())
                .startsWith(
                        new Part.Reasoned("Hm, let me see.", Optional.empty()),
                        new Part.Text("It is 4."))
                .hasSize(3);
        assertThat(answer.parts().getLast())
                .isInstanceOfSatisfying(
                        Part.ToolCall.class,
                        call -> {
                            assertThat(call.arguments()).isEqualTo("{\"city\":\"Oslo\"}");
                            assertThat(call.id()).startsWith("call_").isNotEqualTo("null");
                        });
        assertThat(answer.stop()).isEqualTo(StopReason.LENGTH);
        assertThat(answer.usage()).contains(TokenUsage.reported(16, 34));
    }

    @Test
    void reasoning_in_a_field_of_its_own_is_read() {
        Answer answer = answer("deepseek", "deepseek-answer.json");

        assertThat(answer.parts())
                .containsExactly(
                        new Part.Reasoned("Compare the tenths.", Optional.empty()),
                        new Part.Text("9.9 is larger."));
        assertThat(answer.usage()).contains(new TokenUsage(17, 10, 0, 50, 40, false));
        assertThat(answer.stop()).isEqualTo(StopReason.DONE);
    }

    @Test
    void reasoning_told_under_two_names_is_read_once_and_the_stop_text_is_known() {
        Answer answer = answer("vllm", "vllm-answer.json");

        assertThat(answer.parts())
                .containsExactly(
                        new Part.Reasoned("Count.", Optional.empty()), new Part.Text("One, "));
        assertThat(answer.stop()).isEqualTo(StopReason.STOP_TEXT);
        assertThat(answer.stopText()).contains("two");
    }

    @ParameterizedTest
    @CsvSource({
        "openai,openai-stream",
        "azure,azure-stream",
        "groq,groq-stream",
        "mistral,mistral-stream",
        "xai,xai-stream",
        "openrouter,openrouter-broken",
    })
    void a_stream_tells_what_was_written(String provider, String name) {
        assertThat(Golden.events(name + ".sse", wire(provider).reader()))
                .isEqualTo(Golden.text(name + ".events"));
    }

    @Test
    void a_stream_without_a_reason_of_its_end_did_not_end() {
        EventReader reader = wire("openai").reader();
        reader.read(
                "", Golden.json("{\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"a\"}}]}"));

        assertThat(reader.end()).isEmpty();
    }

    @Test
    void a_call_begins_when_its_name_is_known() {
        EventReader reader = wire("anyone").reader();
        List<AnswerEvent> early =
                reader.read(
                        "",
                        Golden.json(
                                """
                                {"model":"m","choices":[{"delta":{"tool_calls":[
                                 {"index":4,"function":{"arguments":"{\\"a\\""}}]}}]}\
                                """));
        List<AnswerEvent> later =
                reader.read(
                        "",
                        Golden.json(
                                """
                                {"model":"m","choices":[{"delta":{"tool_calls":[
                                 {"index":4,"id":"c","function":{"name":"f",
                                  "arguments":":1}"}}]}}]}\
                                """));

        assertThat(early).containsExactly(new AnswerEvent.Started(Optional.empty(), "m"));
        assertThat(later)
                .containsExactly(
                        new AnswerEvent.ToolCallBegun(0, "c", "f", Optional.empty()),
                        new AnswerEvent.ToolArguments(0, "{\"a\":1}"));
    }

    @Test
    void calls_beyond_the_limit_are_not_kept() {
        EventReader reader = wire("anyone").reader();
        int begun = 0;
        for (int i = 0; i <= CallIds.CALLS_MAX; i++) {
            String chunk =
                    "{\"model\":\"m\",\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":"
                            + i
                            + ",\"id\":\"c"
                            + i
                            + "\",\"function\":{\"name\":\"f\"}}]}}]}";
            begun +=
                    (int)
                            reader.read("", Golden.json(chunk)).stream()
                                    .filter(AnswerEvent.ToolCallBegun.class::isInstance)
                                    .count();
        }

        assertThat(begun).isEqualTo(CallIds.CALLS_MAX);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"message\":\"no\",\"type\":\"t\",\"code\":\"c\",\"param\":\"p\"}}"
                        + "|no|t|c|p",
                "{\"error\":{\"code\":402,\"message\":\"no\",\"metadata\":{}}}|no||402|",
                "{\"code\":\"invalid\",\"error\":\"no\"}|no||invalid|",
                "{\"object\":\"error\",\"message\":\"no\",\"type\":\"t\",\"param\":null,"
                        + "\"code\":\"3280\"}|no|t|3280|",
                "{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"messages\",0,"
                        + "\"name\"],\"msg\":\"no\"}]}|no|invalid_request_error||messages.0.name",
                "{\"object\":\"error\",\"message\":{\"detail\":[{\"loc\":[\"body\",\"n\"],"
                        + "\"msg\":\"no\"}]},\"type\":\"t\"}|no|invalid_request_error||n",
                "{\"detail\":\"no\"}|no|||",
                "{\"choices\":[{\"error\":{\"message\":\"no\",\"code\":502}}]}|no||502|",
                "{\"choices\":[],\"x_groq\":{\"error\":\"no\"}}|no|api_error||",
                "{\"choices\":[{\"message\":{},\"finish_reason\":\"error\"}]}"
                        + "|the provider failed while it was answering|api_error||",
            })
    void errors_are_read_in_every_shape(
            String body, String message, String type, String code, String param) {
        assertThat(wire("anyone").error(Golden.json(body)))
                .contains(new ProviderError(message, type, code, param));
        assertThat(wire("anyone").answer(Golden.json(body))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "1",
                "{}",
                "{\"choices\":[]}",
                "{\"choices\":{}}",
                "{\"choices\":[{\"message\":\"x\"}]}",
                "{\"choices\":[null]}",
            })
    void what_is_no_completion_is_no_answer_and_no_error(String body) {
        assertThat(wire("openai").answer(Golden.json(body))).isEmpty();
        assertThat(wire("openai").error(Golden.json(body))).isEmpty();
    }

    @Test
    void the_tier_that_a_chunk_named_is_that_of_the_report() {
        EventReader reader = wire("openai").reader();
        reader.read(
                "",
                Golden.json(
                        "{\"id\":\"c\",\"model\":\"m\",\"service_tier\":\"priority\","
                                + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}"));
        assertThat(
                        reader.read(
                                "",
                                Golden.json(
                                        "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,"
                                                + "\"completion_tokens\":1}}")))
                .containsExactly(
                        new AnswerEvent.Reported(
                                TokenUsage.reported(1, 1)
                                        .servedIn(Optional.of(ServiceTier.PRIORITY))));
    }
}
