package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.http.AnswerFacts;
import io.alfred.providers.http.AnswerShape;
import io.alfred.providers.http.StreamWatch;

import java.util.Optional;

/** Speech: audio of any format, passed on unread. */
final class SpeechShape implements AnswerShape {
    @Override
    public Optional<AnswerFacts> read(byte[] body, String contentType) {
        boolean audio =
                body.length > 0
                        && (contentType.startsWith("audio/")
                                || contentType.startsWith("application/octet-stream"));
        return audio ? Optional.of(AnswerFacts.ofTokens(Optional.empty(), "")) : Optional.empty();
    }

    @Override
    public String accept() {
        return "*/*";
    }

    @Override
    public boolean fits(JsonNode answer) {
        return false;
    }

    @Override
    public Optional<TokenUsage> usage(JsonNode answer) {
        return MediaUsage.ofInputAndOutput(answer);
    }

    @Override
    public String text(JsonNode answer) {
        return "";
    }

    @Override
    public boolean mayIgnoreStream() {
        return true;
    }

    @Override
    public StreamWatch watch(ProviderCall call, boolean hideUsage) {
        return new MediaWatch("speech.audio.done", call.key());
    }

    @Override
    public boolean usageOnRequest() {
        return false;
    }
}
