package io.alfred.pricing;

import io.alfred.catalog.Model;
import io.alfred.kernel.AlfredException;

import java.util.Set;

/** Bounds what a request to the legacy completions endpoint can make a model write. */
final class CompletionsLimits {
    /** Fields that are read here or as prompts, or that never reach the model as text. */
    static final Set<String> FIELDS =
            Set.of(
                    "model",
                    "prompt",
                    "suffix",
                    "stream",
                    "stream_options",
                    "n",
                    "best_of",
                    "max_tokens",
                    "service_tier",
                    "metadata",
                    "user",
                    "stop",
                    "logit_bias");

    private CompletionsLimits() {}

    /**
     * Reads the fields that bound the output.
     *
     * <p>Of {@code best_of} choices only {@code n} are shown and all are billed. An echoed prompt
     * counts as written, since some providers bill it so.
     *
     * @throws AlfredException {@code INVALID_REQUEST} with the field's path
     */
    static OutputBound of(Model model, RequestFields request, CompletionsCount prompts) {
        request.requireBoolean("stream");
        request.find("stream_options")
                .map(node -> RequestFields.object(node, "stream_options"))
                .ifPresent(options -> options.requireBoolean("include_usage"));
        request.requireBoolean("echo");
        OutputBound.refuseUnpriced(request);
        boolean echo = request.object().path("echo").booleanValue();
        long asked = request.atLeast(0, "max_tokens").orElse(model.maxOutputTokens());
        int shown = OutputBound.choices(request, "n");
        int written = Math.max(shown, OutputBound.choices(request, "best_of"));
        return new OutputBound(
                        Math.min(asked, model.maxOutputTokens()) + (echo ? prompts.longest() : 0),
                        written * prompts.prompts())
                .in(AskedTier.ofLegacy(model, request));
    }
}
