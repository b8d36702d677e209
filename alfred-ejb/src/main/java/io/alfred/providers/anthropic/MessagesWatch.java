package io.alfred.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.http.StreamWatch;
import io.alfred.secrets.Secret;

import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Watches the events of a streamed message.
 *
 * <p>{@code message_start} reports the input, {@code message_delta} the reason of the end and the
 * whole output, {@code message_stop} ends it. Of a stream that breaks off in between, the input is
 * as reported and the output is counted.
 */
final class MessagesWatch implements StreamWatch {
    private final ToLongFunction<String> countTokens;
    private final Optional<Secret> key;
    private final StringBuilder produced = new StringBuilder();
    private final MessageUsage usage = new MessageUsage();
    private boolean started;
    private boolean outputReported;
    private boolean finished;
    private boolean ended;
    private boolean failedEmpty;

    MessagesWatch(ToLongFunction<String> countTokens, Optional<Secret> key) {
        this.countTokens = countTokens;
        this.key = key;
    }

    @Override
    public Step see(JsonNode event) {
        switch (event.path("type").asText()) {
            case "message_start" -> {
                started = true;
                usage.add(event.path("message").path("usage"));
            }
            case "content_block_start" -> {
                write(event.path("content_block"), "text", "thinking", "name");
            }
            case "content_block_delta" -> {
                write(event.path("delta"), "text", "partial_json", "thinking");
            }
            case "message_delta" -> {
                usage.add(event.path("usage"));
                outputReported |= event.path("usage").path("output_tokens").isIntegralNumber();
                finished |= event.path("delta").hasNonNull("stop_reason");
            }
            case "message_stop" -> ended = true;
            default -> {
                // ping, the ends of blocks, and what later versions add
            }
        }
        return produced.length() > CHARS_MAX ? Step.TOO_LONG : Step.RELAY;
    }

    private void write(JsonNode part, String... fields) {
        for (String field : fields) {
            produced.append(part.path(field).asText(""));
        }
    }

    @Override
    public boolean isError(JsonNode event) {
        return event.path("type").asText().equals("error");
    }

    @Override
    public byte[] errorEvent(JsonNode event) {
        failedEmpty = produced.isEmpty();
        return StreamError.event(event, key);
    }

    /** Until the output is reported, the report of the start with what was written since. */
    @Override
    public Optional<TokenUsage> usage() {
        if (outputReported) {
            return usage.reported();
        }
        return started && !failedEmpty
                ? usage.withOutput(countTokens.applyAsLong(produced.toString()))
                : Optional.empty();
    }

    @Override
    public String producedText() {
        return produced.toString();
    }

    @Override
    public boolean finished() {
        return finished || ended;
    }

    @Override
    public boolean ended() {
        return ended;
    }
}
