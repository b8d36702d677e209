package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.http.AnswerFacts;
import io.alfred.providers.http.AnswerJson;
import io.alfred.providers.http.AnswerShape;
import io.alfred.providers.http.StreamWatch;

import java.util.Optional;

/** Embeddings: many numbers, of which only the usage is read. */
final class EmbeddingsShape implements AnswerShape {
    private static final int BYTES_MAX = 64 * 1024 * 1024;

    @Override
    public Optional<AnswerFacts> read(byte[] body, String contentType) {
        return AnswerJson.outline(body)
                .filter(this::fits)
                .map(answer -> AnswerFacts.ofTokens(usage(answer), ""));
    }

    @Override
    public int bytesMax() {
        return BYTES_MAX;
    }

    @Override
    public boolean fits(JsonNode answer) {
        return answer.path(AnswerJson.DATA).isArray();
    }

    @Override
    public Optional<TokenUsage> usage(JsonNode answer) {
        return MediaUsage.ofPrompt(answer);
    }

    @Override
    public String text(JsonNode answer) {
        return "";
    }

    @Override
    public StreamWatch watch(ProviderCall call, boolean hideUsage) {
        throw new IllegalArgumentException("never streamed: " + call.endpoint());
    }

    @Override
    public boolean usageOnRequest() {
        return false;
    }
}
