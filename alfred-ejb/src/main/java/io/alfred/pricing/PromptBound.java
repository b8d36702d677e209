package io.alfred.pricing;

/**
 * Most tokens of a prompt.
 *
 * @param tokens all of them
 * @param audio the part that may be sound, which can cost more
 */
record PromptBound(long tokens, long audio) {
    /** A prompt without any sound. */
    static PromptBound of(long tokens) {
        return new PromptBound(tokens, 0);
    }

    /** The same prompt where no more than so many tokens are possible. */
    PromptBound atMost(long most) {
        return new PromptBound(Math.min(tokens, most), Math.min(audio, most));
    }
}
