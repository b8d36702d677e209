package io.alfred.catalog;

/** What a model is called for. */
public enum ModelKind {
    CHAT("--input-price … --output-price …"),
    EMBEDDING("--kind embedding --input-price …"),
    MODERATION("--kind moderation --input-price …"),
    IMAGE("--kind image --image-price …"),
    SPEECH("--kind speech --character-price …"),
    TRANSCRIPTION("--kind transcription --minute-price …");

    private final String priceOptions;

    ModelKind(String priceOptions) {
        this.priceOptions = priceOptions;
    }

    /** The options of {@code alfred model set-price} that price such a model. */
    public String priceOptions() {
        return priceOptions;
    }

    /** Whether all that such a model takes and gives is text, so that its prices are required. */
    public boolean pricedByTokensOnly() {
        return switch (this) {
            case CHAT, EMBEDDING -> true;
            case MODERATION, IMAGE, SPEECH, TRANSCRIPTION -> false;
        };
    }
}
