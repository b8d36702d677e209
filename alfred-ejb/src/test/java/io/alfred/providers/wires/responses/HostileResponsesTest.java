package io.alfred.providers.wires.responses;

import io.alfred.providers.wires.Twisted;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileResponsesTest {
    @Test
    void no_answer_makes_the_wire_throw() {
        Twisted.answers(new ResponsesWire("OpenAI"), "responses-answer.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"responses-stream.sse", "responses-broken.sse"})
    void no_event_makes_a_reader_throw(String name) {
        Twisted.streams(new ResponsesWire("OpenAI"), name);
    }
}
