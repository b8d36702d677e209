package io.alfred.providers.wires.messages;

import io.alfred.providers.wires.Twisted;

import org.junit.jupiter.api.Test;

class HostileMessagesTest {
    @Test
    void no_answer_makes_a_wire_throw() {
        Twisted.answers(new MessagesWire(), "messages-answer.json");
        Twisted.answers(new VertexMessagesWire(), "messages-answer.json");
    }

    @Test
    void no_event_makes_a_reader_throw() {
        Twisted.streams(new MessagesWire(), "messages-stream.sse");
        Twisted.streams(new VertexMessagesWire(), "messages-stream.sse");
    }
}
