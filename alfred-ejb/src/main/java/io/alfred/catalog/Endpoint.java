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

    /** Whether providers take no money for it. */
    public boolean free() {
        return this == COUNT_TOKENS;
    }

    /** The request field that bounds the output; empty where the output has no such bound. */
    public Optional<String> outputField() {
        return outputField.isEmpty() ? Optional.empty() : Optional.of(outputField);
    }
}
