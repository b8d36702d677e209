package io.alfred.providers.anthropic;

import io.alfred.catalog.Endpoint;
import io.alfred.providers.http.AnswerShape;
import io.alfred.providers.http.Dialect;

import java.util.Map;

/** How providers of Anthropic's protocol are spoken to. */
public final class AnthropicDialect implements Dialect {
    /** Of the protocol, for clients that name none. */
    static final String VERSION = "2023-06-01";

    @Override
    public Map<String, String> headers() {
        return Map.of("anthropic-version", VERSION);
    }

    @Override
    public AnswerShape shape(Endpoint endpoint, String provider) {
        return switch (endpoint) {
            case MESSAGES -> new MessagesShape();
            case COUNT_TOKENS -> new CountShape();
            case CHAT,
                    RESPONSES,
                    COMPLETIONS,
                    EMBEDDINGS,
                    MODERATIONS,
                    IMAGES,
                    SPEECH,
                    TRANSCRIPTIONS,
                    TRANSLATIONS ->
                    throw new IllegalArgumentException("not spoken here: " + endpoint);
        };
    }
}
