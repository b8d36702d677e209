package io.alfred.pricing;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.catalog.Model;
import io.alfred.kernel.AlfredException;

import java.util.Map;

/**
 * Counts the prompts of one request to the legacy completions endpoint.
 *
 * <p>There is no template: a prompt is its text, or its token ids themselves, and one token for the
 * start that some providers put before it. A list of texts or of lists of ids is as many prompts,
 * each answered for itself.
 *
 * @param tokens of all prompts and of what else reaches the model
 * @param longest tokens of the longest prompt
 * @param prompts how many there are
 */
record CompletionsCount(long tokens, long longest, int prompts) {
    /** Most prompts of one request, as at OpenAI. */
    static final int PROMPTS_MAX = 2_048;

    private static final int START_TOKENS = 1;

    /** Margin for what is neither prompt nor suffix. */
    private static final int FIELD_TOKENS = 32;

    /**
     * Counts.
     *
     * @throws AlfredException {@code INVALID_REQUEST} with the path of a mistyped part
     */
    static CompletionsCount of(Model model, RequestFields request) {
        CompletionsCount prompts =
                request.find("prompt")
                        .map(prompt -> of(model, prompt))
                        .orElse(new CompletionsCount(START_TOKENS, START_TOKENS, 1));
        return new CompletionsCount(
                prompts.tokens + prompts.prompts * settings(model, request),
                prompts.longest,
                prompts.prompts);
    }

    private static CompletionsCount of(Model model, JsonNode prompt) {
        if (prompt.isTextual() || prompt.path(0).isNumber()) {
            long tokens = START_TOKENS + prompt(model, prompt, "prompt");
            return new CompletionsCount(tokens, tokens, 1);
        }
        RequestFields.requireArray(prompt, "prompt");
        if (prompt.isEmpty()) {
            throw RequestFields.wrong("prompt", "is empty", "send at least one prompt");
        }
        if (prompt.size() > PROMPTS_MAX) {
            throw RequestFields.wrong(
                    "prompt", "has more than " + PROMPTS_MAX + " texts", "send fewer at a time");
        }
        long sum = 0;
        long longest = 0;
        for (int i = 0; i < prompt.size(); i++) {
            long tokens = START_TOKENS + prompt(model, prompt.get(i), "prompt[" + i + "]");
            sum += tokens;
            longest = Math.max(longest, tokens);
        }
        return new CompletionsCount(sum, longest, prompt.size());
    }

    private static long prompt(Model model, JsonNode prompt, String path) {
        if (prompt.isTextual()) {
            return TokenCounter.count(model.vocabulary(), prompt.textValue());
        }
        if (!prompt.isArray()) {
            throw RequestFields.wrong(
                    path, "is neither a string nor a list of token ids", "send text or ids");
        }
        for (int i = 0; i < prompt.size(); i++) {
            if (!prompt.get(i).isIntegralNumber()) {
                throw RequestFields.wrong(
                        path + "[" + i + "]", "is not a token id", "send whole numbers only");
            }
        }
        return prompt.size();
    }

    /** What else of the request reaches the model, with every prompt. */
    private static long settings(Model model, RequestFields request) {
        long tokens =
                request.text("suffix")
                        .map(
                                suffix ->
                                        START_TOKENS
                                                + TokenCounter.count(model.vocabulary(), suffix))
                        .orElse(0L);
        for (Map.Entry<String, JsonNode> field : request.object().properties()) {
            JsonNode value = field.getValue();
            boolean reaches = value.isContainerNode() || value.isTextual();
            if (reaches && !CompletionsLimits.FIELDS.contains(field.getKey())) {
                tokens += FIELD_TOKENS + PromptCount.json(model, value);
            }
        }
        return tokens;
    }
}
