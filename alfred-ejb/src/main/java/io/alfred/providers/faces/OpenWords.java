package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An item of a streamed response that grows by words: a message, or reasoning. */
final class OpenWords {
    private final ResponseStream stream;
    private final int place;
    private final String itemId;
    private final List<ObjectNode> parts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private Kind kind;

    /** What the words are, with the names of their events. */
    enum Kind {
        TEXT("msg_", "response.content_part", "response.output_text", "text"),
        REFUSAL("msg_", "response.content_part", "response.refusal", "refusal"),
        REASONING(
                "rs_",
                "response.reasoning_summary_part",
                "response.reasoning_summary_text",
                "text");

        private final String prefix;
        private final String partEvent;
        private final String textEvent;
        private final String member;

        Kind(String prefix, String partEvent, String textEvent, String member) {
            this.prefix = prefix;
            this.partEvent = partEvent;
            this.textEvent = textEvent;
            this.member = member;
        }

        private ObjectNode part(String text) {
            return switch (this) {
                case TEXT -> ResponseOutput.text(text);
                case REFUSAL -> ResponseOutput.refusal(text);
                case REASONING -> ResponseOutput.summary(text);
            };
        }
    }

    OpenWords(ResponseStream stream, int place, Kind kind) {
        this.stream = stream;
        this.place = place;
        this.kind = kind;
        this.itemId = stream.id(kind.prefix, place);
        stream.item(
                "response.output_item.added",
                place,
                kind == Kind.REASONING
                        ? ResponseOutput.reasoning(itemId, Optional.empty(), Optional.empty())
                        : ResponseOutput.message(itemId, ResponseOutput.IN_PROGRESS));
        begin();
    }

    boolean takes(Kind other) {
        return kind == other;
    }

    /** A refusal may follow a text in the same message. */
    boolean sharesItem(Kind other) {
        return kind.prefix.equals(other.prefix);
    }

    void next(Kind following) {
        endPart();
        kind = following;
        begin();
    }

    private void begin() {
        part(".added", "");
    }

    void add(String piece) {
        text.append(piece);
        stream.tell(kind.textEvent + ".delta", logprobs(inPart().put("delta", piece)));
    }

    void close(String status, Optional<String> secret) {
        String whole = text.toString();
        endPart();
        if (kind == Kind.REASONING) {
            stream.finish(place, ResponseOutput.reasoning(itemId, Optional.of(whole), secret));
            return;
        }
        ObjectNode message = ResponseOutput.message(itemId, status);
        parts.forEach(message.withArray("content")::add);
        stream.finish(place, message);
    }

    private void endPart() {
        String whole = text.toString();
        stream.tell(kind.textEvent + ".done", logprobs(inPart().put(kind.member, whole)));
        part(".done", whole);
        parts.add(kind.part(whole));
        text.setLength(0);
    }

    private void part(String end, String whole) {
        ObjectNode told = inPart();
        told.set("part", kind.part(whole));
        stream.tell(kind.partEvent + end, told);
    }

    private ObjectNode inPart() {
        String index = kind == Kind.REASONING ? "summary_index" : "content_index";
        return ResponseStream.inItem(place, itemId).put(index, parts.size());
    }

    private ObjectNode logprobs(ObjectNode told) {
        if (kind == Kind.TEXT) {
            told.putArray("logprobs");
        }
        return told;
    }
}
