package io.alfred.pricing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.alfred.catalog.Model;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ServiceTier;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Bounds what a chat request can make a model write, and says how it asks to be served.
 *
 * @param tokensPerChoice most output tokens of one choice, hidden reasoning included
 * @param choices the request's {@code n}
 * @param audio whether it may be sound, which can cost more
 * @param tier the service tier that it may be served in at most
 */
record OutputBound(long tokensPerChoice, int choices, boolean audio, ServiceTier tier) {
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

    private static final Set<String> TEXT = Set.of("text");
    private static final Set<String> TEXT_OR_AUDIO = Set.of("text", "audio");

    /** Text only, in the standard tier. */
    OutputBound(long tokensPerChoice, int choices) {
        this(tokensPerChoice, choices, false, ServiceTier.STANDARD);
    }

    /** The same in another tier. */
    OutputBound in(ServiceTier other) {
        return new OutputBound(tokensPerChoice, choices, audio, other);
    }

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
        refuseFees(request);
        ServiceTier tier = AskedTier.of(model, request);
        boolean audio = asksForAudio(model, request);
        long predicted =
                request.find("prediction").map(node -> PromptCount.json(model, node)).orElse(0L);
        return new OutputBound(
                limit(model, request) + predicted, choices(request, "n"), audio, tier);
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

    /** Refuses what costs something of its own at endpoints that answer in text. */
    static void refuseUnpriced(RequestFields request) {
        refuseFees(request);
        if (request.find("audio").isPresent()) {
            throw unpriced("audio");
        }
        refuseModalities(request, TEXT);
    }

    private static void refuseFees(RequestFields request) {
        if (request.find("web_search_options").isPresent()) {
            throw unpriced("web_search_options");
        }
    }

    /** Whether a chat may be answered in sound, by a model whose sound has a price. */
    private static boolean asksForAudio(Model model, RequestFields request) {
        Optional<String> audio =
                request.find("audio").map(node -> RequestFields.object(node, "audio").path());
        refuseModalities(request, TEXT_OR_AUDIO);
        Optional<String> asking = audio.or(() -> otherModality(request, TEXT));
        boolean priced = model.price().filter(p -> p.audio().output().isPresent()).isPresent();
        if (asking.isPresent() && !priced) {
            throw RequestFields.wrong(
                    asking.get(),
                    "asks for sound, which has no price here",
                    "leave it out, or tell what sound costs: alfred model set-price "
                            + model.id()
                            + " … --audio-output-price …");
        }
        return asking.isPresent();
    }

    private static void refuseModalities(RequestFields request, Set<String> priced) {
        otherModality(request, priced)
                .ifPresent(
                        path -> {
                            throw unpriced(path);
                        });
    }

    /** The path of the request's first modality that is none of these; there may be millions. */
    private static Optional<String> otherModality(RequestFields request, Set<String> known) {
        Optional<JsonNode> found = request.find("modalities");
        found.ifPresent(node -> RequestFields.requireArray(node, "modalities"));
        JsonNode modalities = found.orElse(MissingNode.getInstance());
        for (int i = 0; i < modalities.size(); i++) {
            JsonNode each = modalities.get(i);
            if (!each.isTextual() || !known.contains(each.textValue())) {
                String path = "modalities[" + i + "]";
                RequestFields.text(each, path);
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private static AlfredException unpriced(String path) {
        return RequestFields.wrong(
                path, "asks for something that has no price here", "leave it out");
    }
}
