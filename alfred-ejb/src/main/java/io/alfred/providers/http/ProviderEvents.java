package io.alfred.providers.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.providers.bedrock.EventStreamFrames;
import io.alfred.providers.bedrock.FrameException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The events of one answer, whatever frames them; read by one thread. */
interface ProviderEvents {
    /** That none came within a time. */
    Event NONE = new Event("", JsonNodeFactory.instance.objectNode(), true);

    /** Type of a media type whose frames are AWS's. */
    String FRAMES = "application/vnd.amazon.eventstream";

    /**
     * One event.
     *
     * @param type empty where the framing has none
     * @param none that no event came within a time
     */
    record Event(String type, JsonNode data, boolean none) {
        Event(String type, JsonNode data) {
            this(type, data, false);
        }
    }

    /** The next event; null at the proper end, {@link #NONE} when none came within a time. */
    @Nullable Event next(Duration quietMax) throws UpstreamException;

    /** Server-sent events of JSON objects; {@code [DONE]} ends them. */
    static ProviderEvents sse(ResponseChunks chunks, Attempt attempt) {
        SseReader reader = new SseReader(chunks, attempt);
        return quietMax -> {
            while (true) {
                SseEvent event = reader.next(quietMax);
                if (event == null) {
                    return null;
                }
                if (event.raw().length == 0) {
                    return NONE;
                }
                String data = event.data().strip();
                if (data.equals("[DONE]")) {
                    return null;
                }
                if (data.isEmpty()) {
                    continue;
                }
                if (AnswerJson.exact(data) instanceof ObjectNode json) {
                    return new Event("", json);
                }
                throw attempt.failed(
                        Kind.BAD_ANSWER,
                        event.tail()
                                ? "ended its answer in the middle of an event"
                                : "sent an event that is not JSON");
            }
        };
    }

    /** Frames of {@code application/vnd.amazon.eventstream}. */
    static ProviderEvents frames(ResponseChunks chunks, Attempt attempt) {
        EventStreamFrames frames = new EventStreamFrames();
        Deque<EventStreamFrames.Frame> waiting = new ArrayDeque<>();
        return quietMax -> {
            while (waiting.isEmpty()) {
                byte[] packet = chunks.next(quietMax);
                if (packet == null) {
                    if (frames.atBoundary()) {
                        return null;
                    }
                    throw attempt.failed(
                            Kind.BAD_ANSWER, "ended its answer in the middle of an event");
                }
                if (packet.length == 0) {
                    return NONE;
                }
                try {
                    waiting.addAll(frames.feed(packet));
                } catch (FrameException e) {
                    throw attempt.failed(Kind.BAD_ANSWER, "sent events that cannot be read");
                }
            }
            EventStreamFrames.Frame frame = waiting.remove();
            return new Event(frame.type(), frame.payload());
        };
    }
}
