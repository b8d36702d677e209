package io.alfred.kernel;

/**
 * The tokens of one call, as the provider reported them or, where it did not, as Alfred counted.
 *
 * <p>Units: tokens. The cached parts are included in {@code prompt}, {@code reasoning} in {@code
 * completion}, as in the OpenAI usage object.
 *
 * @param prompt all input tokens
 * @param cachedRead the part of {@code prompt} that the provider read from its cache
 * @param cachedWrite the part of {@code prompt} that the provider wrote to its cache
 * @param cachedWriteLong the part of {@code cachedWrite} that stays for an hour and costs more
 * @param completion all output tokens
 * @param reasoning the part of {@code completion} that was not shown
 * @param estimated true when the provider reported nothing and Alfred counted
 */
public record TokenUsage(
        long prompt,
        long cachedRead,
        long cachedWrite,
        long cachedWriteLong,
        long completion,
        long reasoning,
        boolean estimated) {
    /** The most tokens one call can report; more is refused as nonsense. */
    public static final long TOKENS_MAX = 1_000_000_000L;

    public TokenUsage {
        requireCount("prompt", prompt);
        requireCount("cachedRead", cachedRead);
        requireCount("cachedWrite", cachedWrite);
        requireCount("cachedWriteLong", cachedWriteLong);
        requireCount("completion", completion);
        requireCount("reasoning", reasoning);
        if (cachedRead + cachedWrite > prompt) {
            throw new IllegalArgumentException("cached tokens exceed the prompt tokens");
        }
        if (cachedWriteLong > cachedWrite) {
            throw new IllegalArgumentException("a part exceeds the tokens written to the cache");
        }
    }

    /** Without anything that stays in a cache for long. */
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

    private static void requireCount(String name, long tokens) {
        if (tokens < 0 || tokens > TOKENS_MAX) {
            throw new IllegalArgumentException(name + " is not a token count: " + tokens);
        }
    }
}
