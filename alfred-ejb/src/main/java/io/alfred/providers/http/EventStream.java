package io.alfred.providers.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.AnswerStream;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/** The events of one streamed answer, watched while they pass. */
final class EventStream implements AnswerStream {
    private static final String DONE = "[DONE]";

    /** Wait for the end of the body after the last event, so that the connection can be reused. */
    private static final Duration DRAIN = Duration.ofMillis(100);

    private final ResponseChunks chunks;
    private final Attempt attempt;
    private final SseReader reader;
    private final StreamWatch watch;
    private boolean done;
    private boolean failed;
    private boolean delivered;

    EventStream(ResponseChunks chunks, Attempt attempt, StreamWatch watch) {
        this.chunks = chunks;
        this.attempt = attempt;
        this.reader = new SseReader(chunks, attempt);
        this.watch = watch;
    }

    @Override
    public byte @Nullable [] next(Duration quietMax) throws UpstreamException {
        if (ended()) {
            chunks.awaitEnd(DRAIN);
            return null;
        }
        while (true) {
            SseEvent event = reader.next(quietMax);
            if (event == null) {
                return null;
            }
            if (event.raw().length == 0) {
                return event.raw();
            }
            byte[] relayed = relayed(event);
            if (relayed != null) {
                delivered = true;
                return relayed;
            }
        }
    }

    /** The bytes to pass on for an event; null for none. */
    private byte @Nullable [] relayed(SseEvent event) throws UpstreamException {
        String data = event.data().strip();
        if (data.isEmpty()) {
            return event.raw();
        }
        if (data.equals(DONE)) {
            done = true;
            return event.raw();
        }
        JsonNode json = AnswerJson.parse(data);
        if (!(json instanceof ObjectNode)) {
            if (event.tail()) {
                return null;
            }
            throw attempt.failed(Kind.BAD_ANSWER, "sent an event that is not JSON");
        }
        if (watch.isError(json)) {
            return error(json);
        }
        return switch (watch.see(json)) {
            case RELAY -> event.raw();
            case HIDE -> null;
            case TOO_LONG ->
                    throw attempt.failed(
                            Kind.BAD_ANSWER,
                            "wrote more than " + StreamWatch.CHARS_MAX + " characters");
        };
    }

    private byte[] error(JsonNode event) throws UpstreamException {
        if (!delivered && !watch.isCallersMistake(event)) {
            // Nothing went out yet, so the failure can still have its own status.
            throw attempt.failed(Kind.SERVER_ERROR, "failed before it answered");
        }
        failed = true;
        return watch.errorEvent(event);
    }

    @Override
    public Optional<TokenUsage> usage() {
        return watch.usage();
    }

    @Override
    public Optional<ServiceTier> tier() {
        return watch.tier();
    }

    @Override
    public String producedText() {
        return watch.producedText();
    }

    @Override
    public boolean complete() {
        return !failed && (done || watch.finished());
    }

    @Override
    public boolean ended() {
        return done || watch.ended();
    }

    @Override
    public boolean failed() {
        return failed;
    }

    @Override
    public long nextNumber() {
        return watch.nextNumber();
    }

    @Override
    public void close() {
        chunks.close();
    }
}
