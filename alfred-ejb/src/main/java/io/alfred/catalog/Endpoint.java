package io.alfred.catalog;

import java.util.Optional;

/** What can be asked of a provider through {@code /v1}, under the same path on both sides. */
public enum Endpoint {
    CHAT("/chat/completions", Protocol.OPENAI, "max_completion_tokens"),
    RESPONSES("/responses", Protocol.OPENAI, "max_output_tokens"),
    COMPLETIONS("/completions", Protocol.OPENAI, "max_tokens"),
    EMBEDDINGS("/embeddings", Protocol.OPENAI, ""),
    MODERATIONS("/moderations", Protocol.OPENAI, ""),
    IMAGES("/images/generations", Protocol.OPENAI, ""),
    SPEECH("/audio/speech", Protocol.OPENAI, ""),
    TRANSCRIPTIONS("/audio/transcriptions", Protocol.OPENAI, ""),
    TRANSLATIONS("/audio/translations", Protocol.OPENAI, ""),
    MESSAGES("/messages", Protocol.ANTHROPIC, "max_tokens"),
    COUNT_TOKENS("/messages/count_tokens", Protocol.ANTHROPIC, "");

    private final String path;
    private final Protocol protocol;
    private final String outputField;

    Endpoint(String path, Protocol protocol, String outputField) {
        this.path = path;
        this.protocol = protocol;
        this.outputField = outputField;
    }

    /** The path below {@code /v1} and below a provider's base URL. */
    public String path() {
        return path;
    }

    public Protocol protocol() {
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
