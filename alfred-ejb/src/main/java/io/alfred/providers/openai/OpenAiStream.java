package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ChatStream;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.secrets.Secret;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The events of one streamed answer, watched for usage, text and the end while they pass. */
final class OpenAiStream implements ChatStream {
    private static final String DONE = "[DONE]";

    /** Wait for the end of the body after {@code [DONE]}, so that the connection can be reused. */
    private static final Duration DRAIN = Duration.ofMillis(100);

    private final ResponseChunks chunks;
    private final Attempt attempt;
    private final SseReader reader;
    private final Options options;
    private final ProducedText produced = new ProducedText();
    private final Set<Integer> finished = new HashSet<>();
    private Optional<TokenUsage> usage = Optional.empty();
    private boolean done;
    private boolean failed;
    private boolean delivered;

    /**
     * @param hideUsage whether the event that only reports usage is kept back
     * @param choices how many choices have to finish
     */
    record Options(boolean hideUsage, int choices, Optional<Secret> key) {}

    OpenAiStream(ResponseChunks chunks, Attempt attempt, Options options) {
        this.chunks = chunks;
        this.attempt = attempt;
        this.reader = new SseReader(chunks, attempt);
        this.options = options;
    }

    @Override
    public byte @Nullable [] next() throws UpstreamException {
        if (done) {
            chunks.awaitEnd(DRAIN);
            return null;
        }
        while (true) {
            SseEvent event = reader.next();
            if (event == null) {
                return null;
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
        JsonNode json = Answers.parse(data);
        if (!(json instanceof ObjectNode)) {
            if (event.tail()) {
                return null;
            }
            throw attempt.failed(Kind.BAD_ANSWER, "sent an event that is not JSON");
        }
        if (json.hasNonNull("error")) {
            boolean callersMistake =
                    json.at("/error/type").asText().equals("invalid_request_error");
            if (!delivered && !callersMistake) {
                // Nothing went out yet, so the failure can still have its own status.
                throw attempt.failed(Kind.SERVER_ERROR, "failed before it answered");
            }
            failed = true;
            return Answers.errorEvent(json, options.key());
        }
        return watched(json) ? null : event.raw();
    }

    /** Reads what an event tells; true when it is the one to keep back. */
    private boolean watched(JsonNode json) throws UpstreamException {
        if (!produced.add(json, "delta")) {
            throw attempt.failed(
                    Kind.BAD_ANSWER, "wrote more than " + ProducedText.CHARS_MAX + " characters");
        }
        for (JsonNode choice : json.path("choices")) {
            if (choice.hasNonNull("finish_reason")) {
                finished.add(choice.path("index").asInt());
            }
        }
        if (!json.path("usage").isObject()) {
            return false;
        }
        // Some providers report after every event; the last report is the sum.
        Optional<TokenUsage> reported = ReportedUsage.in(json);
        if (reported.isPresent()) {
            usage = reported;
        }
        return options.hideUsage()
                && json.path("choices").isArray()
                && json.path("choices").isEmpty();
    }

    @Override
    public Optional<TokenUsage> usage() {
        return usage;
    }

    @Override
    public String producedText() {
        return produced.toString();
    }

    @Override
    public boolean complete() {
        return !failed && (done || finished.size() >= options.choices());
    }

    @Override
    public boolean failed() {
        return failed;
    }

    @Override
    public void close() {
        chunks.close();
    }
}
