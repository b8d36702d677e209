package io.alfred.pricing;

import io.alfred.catalog.Model;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ServiceTier;

import java.util.Optional;
import java.util.Set;

/** Reads which service tier a request asks for. */
final class AskedTier {
    static final String FIELD = "service_tier";

    /** Whose word for the standard tier is its own; flex costs the same there. */
    private static final String GROQ = "groq";

    private static final String OPENAI = "openai";

    private static final Set<String> STANDARD = Set.of("auto", "default");

    private AskedTier() {}

    /**
     * The tier that bounds what the call may cost; the provider's usual one where none is named.
     *
     * @throws AlfredException {@code INVALID_REQUEST} for a tier whose price nobody has told
     */
    static ServiceTier of(Model model, RequestFields request) {
        Optional<String> asked = request.text(FIELD);
        if (asked.isEmpty()) {
            return usual(model);
        }
        return switch (asked.get()) {
            case "auto" -> usual(model);
            case "default" -> ServiceTier.STANDARD;
            // without a price of its own it is charged as standard, which is no cheaper
            case "flex" -> ServiceTier.FLEX;
            case "priority" -> priced(model, ServiceTier.PRIORITY);
            // OpenAI's word; elsewhere it may be ignored, and no answer would tell
            case "fast" -> {
                requireProvider(model, OPENAI);
                yield priced(model, ServiceTier.PRIORITY);
            }
            case "on_demand" -> {
                requireProvider(model, GROQ);
                yield ServiceTier.STANDARD;
            }
            default -> throw unpriced(model);
        };
    }

    /**
     * At the legacy completions, whose answers name no tier: {@code priority} only of OpenAI, which
     * is known to serve it there.
     *
     * @throws AlfredException as {@link #of}
     */
    static ServiceTier ofLegacy(Model model, RequestFields request) {
        ServiceTier asked = of(model, request);
        if (asked == ServiceTier.PRIORITY && request.text(FIELD).isPresent()) {
            requireProvider(model, OPENAI);
        }
        return asked;
    }

    /**
     * At endpoints that know the standard tier only.
     *
     * @throws AlfredException {@code INVALID_REQUEST} for any other
     */
    static void refuseOthers(Model model, RequestFields request) {
        Optional<String> asked = request.text(FIELD);
        if (asked.isPresent() && !STANDARD.contains(asked.get())) {
            throw unpriced(model);
        }
    }

    static ServiceTier usual(Model model) {
        return model.price().map(price -> price.tiers().usual()).orElse(ServiceTier.STANDARD);
    }

    private static void requireProvider(Model model, String name) {
        if (!model.provider().equals(name)) {
            throw unpriced(model);
        }
    }

    private static ServiceTier priced(Model model, ServiceTier tier) {
        if (model.price().flatMap(price -> price.inTier(tier)).isEmpty()) {
            throw unpriced(model);
        }
        return tier;
    }

    private static AlfredException unpriced(Model model) {
        return RequestFields.wrong(
                FIELD,
                "asks for a tier that has no price here",
                "leave it out, or send \"default\"; the tiers with a price: alfred model show "
                        + model.id());
    }
}
