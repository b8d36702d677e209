package io.alfred.pricing;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.catalog.Model;
import io.alfred.kernel.AlfredException;

import java.util.OptionalLong;
import java.util.Set;

/**
 * Bounds what a chat request can make a model write.
 *
 * @param tokensPerChoice most output tokens of one choice, hidden reasoning included
 * @param choices the request's {@code n}
 */
record OutputBound(long tokensPerChoice, int choices) {
    /** Most choices one request can ask for. */
    static final int CHOICES_MAX = 128;

    /** Fields that are read here, or that never reach the model as text. */
    static final Set<String> FIELDS =
            Set.of(
                    "model",
                    "stream",
                    "stream_options",
                    "n",
                    "max_tokens",
                    "max_completion_tokens",
                    "prediction",
                    "modalities",
                    "service_tier",
                    "metadata",
                    "user",
                    "safety_identifier",
                    "prompt_cache_key",
                    "prompt_cache_retention",
                    "reasoning_effort",
                    "verbosity",
                    "stop",
                    "logit_bias");

    private static final Set<String> SERVICE_TIERS = Set.of("auto", "default", "flex");

    /**
     * Reads the fields that bound the output.
     *
     * @throws AlfredException {@code INVALID_REQUEST} with the field's path, also for what the
     *     catalogue has no price for
     */
    static OutputBound of(Model model, RequestFields request) {
        request.requireBoolean("stream");
        request.find("stream_options")
                .map(node -> RequestFields.object(node, "stream_options"))
                .ifPresent(options -> options.requireBoolean("include_usage"));
        refuseUnpriced(request);
        long predicted =
                request.find("prediction").map(node -> PromptCount.json(model, node)).orElse(0L);
        return new OutputBound(limit(model, request) + predicted, choices(request, "n"));
    }

    /**
     * The request's limit, else the model's. With both spellings the larger counts, because a
     * provider may know only one of them.
     */
    private static long limit(Model model, RequestFields request) {
        OptionalLong completion = request.positive("max_completion_tokens");
        OptionalLong tokens = request.positive("max_tokens");
        if (completion.isEmpty() && tokens.isEmpty()) {
            return model.maxOutputTokens();
        }
        long asked = Math.max(completion.orElse(0), tokens.orElse(0));
        return Math.min(asked, model.maxOutputTokens());
    }

    /** A number of choices, one unless the request says more. */
    static int choices(RequestFields request, String name) {
        long n = request.positive(name).orElse(1);
        if (n > CHOICES_MAX) {
            throw RequestFields.wrong(name, "is above " + CHOICES_MAX, "ask for fewer choices");
        }
        return (int) n;
    }

    /** Refuses what costs something of its own at every endpoint. */
    static void refuseUnpriced(RequestFields request) {
        if (request.find("web_search_options").isPresent()) {
            throw unpriced("web_search_options");
        }
        if (request.find("audio").isPresent()) {
            throw unpriced("audio");
        }
        request.find("modalities").ifPresent(OutputBound::requireText);
        request.text("service_tier")
                .filter(tier -> !SERVICE_TIERS.contains(tier))
                .ifPresent(
                        tier -> {
                            throw unpriced("service_tier");
                        });
    }

    private static void requireText(JsonNode modalities) {
        RequestFields.requireArray(modalities, "modalities");
        int index = 0;
        for (JsonNode modality : modalities) {
            String path = "modalities[" + index + "]";
            if (!RequestFields.text(modality, path).equals("text")) {
                throw unpriced(path);
            }
            index++;
        }
    }

    private static AlfredException unpriced(String path) {
        return RequestFields.wrong(
                path, "asks for something that has no price here", "leave it out");
    }
}
