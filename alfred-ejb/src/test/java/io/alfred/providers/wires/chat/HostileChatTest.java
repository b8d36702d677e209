package io.alfred.providers.wires.chat;

import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.Twisted;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostileChatTest {
    @ParameterizedTest
    @CsvSource({
        "openai,openai-answer.json",
        "mistral,mistral-answer.json",
        "deepseek,deepseek-answer.json",
        "perplexity,vllm-answer.json",
        "xai,deepseek-answer.json",
    })
    void no_answer_makes_a_wire_throw(String provider, String name) {
        Twisted.answers(new ChatWire(Quirks.of(provider)), name);
    }

    @ParameterizedTest
    @CsvSource({
        "openai,openai-stream.sse",
        "mistral,mistral-stream.sse",
        "groq,groq-stream.sse",
        "xai,xai-stream.sse",
    })
    void no_event_makes_a_reader_throw(String provider, String name) {
        Twisted.streams(new ChatWire(Quirks.of(provider)), name);
    }
}
