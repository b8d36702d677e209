package io.alfred.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whose shapes requests, answers and errors have. Clients speak the first two. */
public enum Protocol {
    OPENAI(ProviderAuth.BEARER),
    ANTHROPIC(ProviderAuth.X_API_KEY),
    /** Google's Generative Language API. */
    GEMINI(ProviderAuth.X_GOOG_API_KEY),
    /** The same bodies at Google's Vertex AI, which also serves Claude in Anthropic's. */
    VERTEX(ProviderAuth.GOOGLE_SERVICE_ACCOUNT),
    /** Converse of AWS Bedrock. */
    BEDROCK(ProviderAuth.SIGV4),
    /** Version 2 of Cohere's. */
    COHERE(ProviderAuth.BEARER);

    private final ProviderAuth auth;

    Protocol(ProviderAuth auth) {
        this.auth = auth;
    }

    /** How a provider of this protocol is told who calls, unless it says otherwise. */
    public ProviderAuth usualAuth() {
        return auth;
    }

    /** The name in files, in the database and on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The protocol of a name. */
    public static Optional<Protocol> of(String wireName) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.wireName().equals(wireName))
                .findFirst();
    }
}
