package io.alfred.catalog;

import java.util.Optional;

/**
 * What can be asked of a provider through {@code /v1}, under the same path at providers that speak
 * the client's protocol.
 */
public enum Endpoint {
    CHAT("/chat/completions", ClientProtocol.OPENAI, "max_completion_tokens"),
    RESPONSES("/responses", ClientProtocol.OPENAI, "max_output_tokens"),
    COMPLETIONS("/completions", ClientProtocol.OPENAI, "max_tokens"),
    EMBEDDINGS("/embeddings", ClientProtocol.OPENAI, ""),
    MODERATIONS("/moderations", ClientProtocol.OPENAI, ""),
    IMAGES("/images/generations", ClientProtocol.OPENAI, ""),
    SPEECH("/audio/speech", ClientProtocol.OPENAI, ""),
    TRANSCRIPTIONS("/audio/transcriptions", ClientProtocol.OPENAI, ""),
    TRANSLATIONS("/audio/translations", ClientProtocol.OPENAI, ""),
    MESSAGES("/messages", ClientProtocol.ANTHROPIC, "max_tokens"),
    COUNT_TOKENS("/messages/count_tokens", ClientProtocol.ANTHROPIC, "");

    private final String path;
    private final ClientProtocol protocol;
    private final String outputField;

    Endpoint(String path, ClientProtocol protocol, String outputField) {
        this.path = path;
        this.protocol = protocol;
        this.outputField = outputField;
    }

    /** The path below {@code /v1} and below a provider's base URL. */
    public String path() {
        return path;
    }

    public ClientProtocol protocol() {
        return protocol;
    }

    /** What the models are called for that this endpoint takes. */
    public ModelKind kind() {
        return switch (this) {
            case CHAT, RESPONSES, COMPLETIONS, MESSAGES, COUNT_TOKENS -> ModelKind.CHAT;
            case EMBEDDINGS -> ModelKind.EMBEDDING;
            case MODERATIONS -> ModelKind.MODERATION;
            case IMAGES -> ModelKind.IMAGE;
            case SPEECH -> ModelKind.SPEECH;
            case TRANSCRIPTIONS, TRANSLATIONS -> ModelKind.TRANSCRIPTION;
        };
    }

    /** The model that a request without one means, where the protocol has such a thing. */
    public Optional<String> defaultModel() {
        return this == MODERATIONS ? Optional.of("omni-moderation-latest") : Optional.empty();
    }

    /** Whether the request is a form with a file instead of JSON. */
    public boolean takesForm() {
        return this == TRANSCRIPTIONS || this == TRANSLATIONS;
    }

    /** Whether providers take no money for it. */
    public boolean free() {
        return this == COUNT_TOKENS;
    }

    /** The request field that bounds the output; empty where the output has no such bound. */
    public Optional<String> outputField() {
        return outputField.isEmpty() ? Optional.empty() : Optional.of(outputField);
    }
}
