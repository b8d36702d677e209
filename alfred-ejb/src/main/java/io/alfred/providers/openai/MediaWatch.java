package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.http.StreamWatch;
import io.alfred.secrets.Secret;

import java.util.Optional;

/** Watches the events of images, speech or transcriptions until the one that reports the usage. */
final class MediaWatch implements StreamWatch {
    private final String lastType;
    private final Optional<Secret> key;
    private final StringBuilder text = new StringBuilder();
    private Optional<TokenUsage> usage = Optional.empty();
    private boolean finished;

    /**
     * @param lastType type of the event that completes the answer
     */
    MediaWatch(String lastType, Optional<Secret> key) {
        this.lastType = lastType;
        this.key = key;
    }

    @Override
    public Step see(JsonNode event) {
        JsonNode delta = event.path("delta");
        if (delta.isTextual()) {
            text.append(delta.textValue());
        }
        if (text.length() > StreamWatch.CHARS_MAX) {
            return Step.TOO_LONG;
        }
        if (event.path("type").asText().equals(lastType)) {
            finished = true;
            usage = MediaUsage.ofInputAndOutput(event);
        }
        return Step.RELAY;
    }

    @Override
    public boolean isError(JsonNode event) {
        return event.hasNonNull("error") || event.path("type").asText().equals("error");
    }

    @Override
    public byte[] errorEvent(JsonNode event) {
        return Answers.errorEvent(event, key);
    }

    @Override
    public Optional<TokenUsage> usage() {
        return usage;
    }

    @Override
    public String producedText() {
        return text.toString();
    }

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public boolean ended() {
        return false;
    }
}
