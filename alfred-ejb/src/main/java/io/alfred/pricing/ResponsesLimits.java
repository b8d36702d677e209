package io.alfred.pricing;

import io.alfred.catalog.Model;
import io.alfred.kernel.AlfredException;

import java.util.Set;

/** Bounds what a request to the responses endpoint can make a model write, reasoning included. */
final class ResponsesLimits {
    /** Fields that are read here, or that never reach the model as text. */
    static final Set<String> FIELDS =
            Set.of(
                    "model",
                    "stream",
                    "stream_options",
                    "background",
                    "max_output_tokens",
                    "max_tool_calls",
                    "service_tier",
                    "store",
                    "metadata",
                    "user",
                    "safety_identifier",
                    "prompt_cache_key",
                    "prompt_cache_retention",
                    "reasoning",
                    "include",
                    "truncation");

    private ResponsesLimits() {}

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
                .ifPresent(options -> options.requireBoolean("include_obfuscation"));
        refuseBackground(request);
        OutputBound.refuseUnpriced(request);
        long asked = request.positive("max_output_tokens").orElse(model.maxOutputTokens());
        return new OutputBound(Math.min(asked, model.maxOutputTokens()), 1)
                .in(AskedTier.of(model, request));
    }

    /** Its usage would come in an answer that is fetched from the provider later. */
    private static void refuseBackground(RequestFields request) {
        request.requireBoolean("background");
        if (request.object().path("background").booleanValue()) {
            throw RequestFields.wrong(
                    "background",
                    "asks for an answer that Alfred cannot see, and so cannot charge",
                    "leave it out, and set stream to see a long answer grow");
        }
    }
}
