package io.alfred.kernel;

import java.util.Optional;

/**
 * The tokens of one call, as the provider reported them or, where it did not, as Alfred counted.
 *
 * <p>Units: tokens. The cached parts and {@code audioPrompt} are included in {@code prompt}, {@code
 * reasoning} and {@code audioCompletion} in {@code completion}, as in the OpenAI usage object.
 *
 * @param prompt all input tokens
 * @param cachedRead the part of {@code prompt} that the provider read from its cache
 * @param cachedWrite the part of {@code prompt} that the provider wrote to its cache
 * @param cachedWriteLong the part of {@code cachedWrite} that stays for an hour and costs more
 * @param completion all output tokens
 * @param reasoning the part of {@code completion} that was not shown
 * @param audioPrompt the part of {@code prompt} that is sound, be it cached or not
 * @param audioCompletion the part of {@code completion} that is sound
 * @param estimated true when the provider reported nothing and Alfred counted
 * @param tier as the answer names it; empty when it names none
 * @param otherTier its word for a tier that is not known here, for people to read
 */
public record TokenUsage(
        long prompt,
        long cachedRead,
        long cachedWrite,
        long cachedWriteLong,
        long completion,
        long reasoning,
        long audioPrompt,
        long audioCompletion,
        boolean estimated,
        Optional<ServiceTier> tier,
        Optional<String> otherTier) {
    /** The most tokens one call can report; more is refused as nonsense. */
    public static final long TOKENS_MAX = 1_000_000_000L;

    public TokenUsage {
        requireCount("prompt", prompt);
        requireCount("cachedRead", cachedRead);
        requireCount("cachedWrite", cachedWrite);
        requireCount("cachedWriteLong", cachedWriteLong);
        requireCount("completion", completion);
        requireCount("reasoning", reasoning);
        requireCount("audioPrompt", audioPrompt);
        requireCount("audioCompletion", audioCompletion);
        if (cachedRead + cachedWrite > prompt) {
            throw new IllegalArgumentException("cached tokens exceed the prompt tokens");
        }
        if (cachedWriteLong > cachedWrite) {
            throw new IllegalArgumentException("a part exceeds the tokens written to the cache");
        }
        if (audioPrompt > prompt || audioCompletion > completion) {
            throw new IllegalArgumentException("audio tokens exceed the tokens they are part of");
        }
    }

    /** Without any sound. */
    public TokenUsage(
            long prompt,
            long cachedRead,
            long cachedWrite,
            long cachedWriteLong,
            long completion,
            long reasoning,
            boolean estimated) {
        this(
                prompt,
                cachedRead,
                cachedWrite,
                cachedWriteLong,
                completion,
                reasoning,
                0,
                0,
                estimated,
                Optional.empty(),
                Optional.empty());
    }

    /** Without any sound, and without anything that stays in a cache for long. */
    public TokenUsage(
            long prompt,
            long cachedRead,
            long cachedWrite,
            long completion,
            long reasoning,
            boolean estimated) {
        this(prompt, cachedRead, cachedWrite, 0, completion, reasoning, estimated);
    }

    public static TokenUsage reported(long prompt, long completion) {
        return new TokenUsage(prompt, 0, 0, completion, 0, false);
    }

    public static TokenUsage estimated(long prompt, long completion) {
        return new TokenUsage(prompt, 0, 0, completion, 0, true);
    }

    /** The same tokens, of which so many are sound. */
    public TokenUsage withAudio(long ofPrompt, long ofCompletion) {
        return new TokenUsage(
                prompt,
                cachedRead,
                cachedWrite,
                cachedWriteLong,
                completion,
                reasoning,
                ofPrompt,
                ofCompletion,
                estimated,
                tier,
                otherTier);
    }

    /** The same tokens, with so many of output. */
    public TokenUsage withCompletion(long tokens) {
        return new TokenUsage(
                prompt,
                cachedRead,
                cachedWrite,
                cachedWriteLong,
                tokens,
                reasoning,
                audioPrompt,
                audioCompletion,
                estimated,
                tier,
                otherTier);
    }

    /** The same tokens in the tier that the answer names. */
    public TokenUsage servedIn(Optional<ServiceTier> told) {
        return new TokenUsage(
                prompt,
                cachedRead,
                cachedWrite,
                cachedWriteLong,
                completion,
                reasoning,
                audioPrompt,
                audioCompletion,
                estimated,
                told,
                told.filter(named -> named == ServiceTier.OTHER).flatMap(named -> otherTier));
    }

    /** The same tokens in a tier that the answer calls so and that is not known here. */
    public TokenUsage servedInOther(Optional<String> word) {
        return new TokenUsage(
                prompt,
                cachedRead,
                cachedWrite,
                cachedWriteLong,
                completion,
                reasoning,
                audioPrompt,
                audioCompletion,
                estimated,
                Optional.of(ServiceTier.OTHER),
                word);
    }

    /** The name of the tier, where it is known to be another than the standard one. */
    public Optional<String> tierApart() {
        return tier.filter(told -> told != ServiceTier.STANDARD)
                .map(told -> otherTier.orElseGet(told::wireName));
    }

    /** The same tokens as the provider's word, or as no more than a count. */
    public TokenUsage estimated(boolean counted) {
        return new TokenUsage(
                prompt,
                cachedRead,
                cachedWrite,
                cachedWriteLong,
                completion,
                reasoning,
                audioPrompt,
                audioCompletion,
                counted,
                tier,
                otherTier);
    }

    private static void requireCount(String name, long tokens) {
        if (tokens < 0 || tokens > TOKENS_MAX) {
            throw new IllegalArgumentException(name + " is not a token count: " + tokens);
        }
    }
}
