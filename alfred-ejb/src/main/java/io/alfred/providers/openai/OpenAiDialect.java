package io.alfred.providers.openai;

import io.alfred.catalog.Endpoint;
import io.alfred.providers.http.AnswerShape;
import io.alfred.providers.http.Dialect;
import io.alfred.secrets.Secret;

import java.util.Map;
import java.util.Optional;

/** How providers of OpenAI's protocol are spoken to. */
public final class OpenAiDialect implements Dialect {
    @Override
    public Map<String, String> headers(Optional<Secret> key) {
        return key.map(secret -> Map.of("Authorization", "Bearer " + secret.reveal()))
                .orElse(Map.of());
    }

    @Override
    public AnswerShape shape(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT -> new ChatShape();
            case RESPONSES -> new ResponsesShape();
            case COMPLETIONS -> new CompletionsShape();
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
