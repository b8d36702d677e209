package io.alfred.catalog;

/** Whose shapes a client speaks. */
public enum ClientProtocol {
    OPENAI(Protocol.OPENAI),
    ANTHROPIC(Protocol.ANTHROPIC);

    private final Protocol provider;

    ClientProtocol(Protocol provider) {
        this.provider = provider;
    }

    /** The protocol of providers whose answers need no translation for such a client. */
    public Protocol provider() {
        return provider;
    }
}
