package io.alfred.web.it;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Providers that are compatible with OpenAI and count in ways of their own: a model of each, its
 * price as published on 2 July 2026, and how it reports usage.
 */
final class Compatible {
    static final String GROQ = "groq/openai/gpt-oss-120b";
    static final Price GROQ_PRICE = new Price(150_000_000, 75_000_000, 600_000_000);

    static final String DEEPSEEK = "deepseek/deepseek-v4-flash";
    static final Price DEEPSEEK_PRICE = new Price(140_000_000, 2_800_000, 280_000_000);

    static final String XAI = "xai/grok-4.3";
    static final Price XAI_PRICE = new Price(1_250_000_000, 200_000_000, 2_500_000_000L);

    /** Of prompts above 200,000 tokens. */
    static final Price XAI_LONG_PRICE = new Price(2_500_000_000L, 400_000_000, 5_000_000_000L);

    static final String MISTRAL = "mistral/mistral-small-2603";
    static final Price MISTRAL_PRICE = new Price(150_000_000, 15_000_000, 600_000_000);

    private Compatible() {}

    /** DeepSeek tells the cached part of the prompt in fields of its own. */
    static ObjectNode deepSeekUsage(long prompt, long hits, long completion) {
        return usage(prompt, completion, prompt + completion)
                .put("prompt_cache_hit_tokens", hits)
                .put("prompt_cache_miss_tokens", prompt - hits);
    }

    /** xAI counts what was reasoned beside the completion, and in the total. */
    static ObjectNode xaiUsage(long prompt, long cached, long completion, long reasoning) {
        ObjectNode usage = usage(prompt, completion, prompt + completion + reasoning);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
        return usage;
    }

    /** As OpenAI counts: what was reasoned is part of the completion. */
    static ObjectNode usage(long prompt, long cached, long completion, long reasoning) {
        ObjectNode usage = usage(prompt, completion, prompt + completion);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
        return usage;
    }

    private static ObjectNode usage(long prompt, long completion, long total) {
        return Json.object()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", total);
    }
}
