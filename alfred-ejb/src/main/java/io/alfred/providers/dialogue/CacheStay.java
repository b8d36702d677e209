package io.alfred.providers.dialogue;

/** How long the client wants the prompt up to a part to stay in the provider's cache. */
public enum CacheStay {
    /** The client did not ask for that. */
    UNMARKED,
    /** As long as the provider has it by itself; five minutes at Anthropic. */
    SHORT,
    /** An hour, which costs more to write. */
    HOUR;

    static CacheStay of(boolean marked) {
        return marked ? SHORT : UNMARKED;
    }

    /** Whether it is marked at all. */
    public boolean marked() {
        return this != UNMARKED;
    }

    /** The longer of both. */
    public CacheStay or(CacheStay other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
