package io.alfred.providers;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.dialogue.ClientFace;
import io.alfred.providers.dialogue.ProviderWire;

import java.util.Optional;

/** A call in the words of a provider that does not speak the client's protocol. */
public sealed interface Translation {
    /** What is sent to the provider. */
    ProviderWire.Request request();

    /**
     * A chat.
     *
     * @param face how the client is answered
     * @param asked what the client sent, its output bound filled in
     * @param wire how the provider is spoken to
     */
    record Chat(ClientFace face, ObjectNode asked, ProviderWire wire, ProviderWire.Request request)
            implements Translation {}

    /** A count of a prompt's tokens by the provider. */
    record Count(ProviderWire.Request request, ProviderWire wire) implements Translation {}

    /** A request for embeddings. */
    record Embeddings(ProviderWire.Request request, EmbeddingsAnswer answer, ProviderWire errors)
            implements Translation {}

    /** Reads a provider's vectors. */
    @FunctionalInterface
    interface EmbeddingsAnswer {
        /** The answer in OpenAI's shape; empty when the body is none to what was asked. */
        Optional<Embedded> read(byte[] body);
    }

    /**
     * Vectors in OpenAI's shape.
     *
     * @param usage what the provider reported
     */
    record Embedded(byte[] body, Optional<TokenUsage> usage) {}
}
