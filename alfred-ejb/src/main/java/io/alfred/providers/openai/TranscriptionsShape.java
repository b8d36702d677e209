package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.http.AnswerFacts;
import io.alfred.providers.http.AnswerJson;
import io.alfred.providers.http.AnswerShape;
import io.alfred.providers.http.StreamWatch;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Transcriptions and translations: JSON, plain text or subtitles. */
final class TranscriptionsShape implements AnswerShape {
    @Override
    public Optional<AnswerFacts> read(byte[] body, String contentType) {
        if (contentType.startsWith("application/json")) {
            JsonNode answer = AnswerJson.parse(body);
            return answer == null || !fits(answer)
                    ? Optional.empty()
                    : Optional.of(
                            new AnswerFacts(usage(answer), MediaUsage.audio(answer), text(answer)));
        }
        boolean text =
                contentType.startsWith("text/plain")
                        || contentType.startsWith("text/vtt")
                        || contentType.startsWith("text/srt")
                        || contentType.startsWith("application/x-subrip");
        return text
                ? Optional.of(
                        AnswerFacts.ofTokens(
                                Optional.empty(), new String(body, StandardCharsets.UTF_8)))
                : Optional.empty();
    }

    @Override
    public String accept() {
        return "*/*";
    }

    @Override
    public boolean fits(JsonNode answer) {
        return answer.path("text").isTextual();
    }

    @Override
    public Optional<TokenUsage> usage(JsonNode answer) {
        return MediaUsage.ofInputAndOutput(answer);
    }

    @Override
    public String text(JsonNode answer) {
        return answer.path("text").asText();
    }

    @Override
    public boolean mayIgnoreStream() {
        return true;
    }

    @Override
    public StreamWatch watch(ProviderCall call, boolean hideUsage) {
        return new MediaWatch("transcript.text.done", call.key());
    }

    @Override
    public boolean usageOnRequest() {
        return false;
    }
}
