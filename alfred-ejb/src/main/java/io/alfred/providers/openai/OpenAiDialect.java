package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.catalog.Endpoint;
import io.alfred.providers.http.AnswerShape;
import io.alfred.providers.http.Dialect;
import io.alfred.providers.http.ProviderError;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.chat.ChatWire;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;

/** How providers of OpenAI's protocol are spoken to. */
public final class OpenAiDialect implements Dialect {
    @Override
    public Map<String, String> headers() {
        return Map.of();
    }

    /** Some tell it in shapes of their own, which OpenAI never does. */
    @Override
    public Optional<ProviderError> error(@Nullable JsonNode body, String provider) {
        Optional<ProviderError> usual = ProviderError.in(body);
        return usual.isPresent() || body == null || provider.equals("openai")
                ? usual
                : new ChatWire(Quirks.of(provider)).error(body);
    }

    @Override
    public AnswerShape shape(Endpoint endpoint, String provider) {
        return switch (endpoint) {
            case CHAT -> new ChatShape(Quirks.of(provider));
            case RESPONSES -> new ResponsesShape();
            case COMPLETIONS -> new CompletionsShape(Quirks.of(provider));
            case EMBEDDINGS -> new EmbeddingsShape();
            case MODERATIONS -> new ModerationsShape();
            case IMAGES -> new ImagesShape();
            case SPEECH -> new SpeechShape();
            case TRANSCRIPTIONS, TRANSLATIONS -> new TranscriptionsShape();
            case MESSAGES, COUNT_TOKENS ->
                    throw new IllegalArgumentException("not spoken here: " + endpoint);
        };
    }
}
