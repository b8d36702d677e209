package io.alfred.catalog;

/** How the tokens of a model's text are counted. */
public enum Vocabulary {
    /** Exact, by OpenAI's {@code o200k_base}. */
    O200K,
    /** Exact, by OpenAI's {@code cl100k_base}. */
    CL100K,
    /**
     * Not known; the number of UTF-8 bytes is the upper bound, since byte-level vocabularies and
     * those with byte fallback never spend more than one token on a byte.
     */
    UTF8_BYTES
}
