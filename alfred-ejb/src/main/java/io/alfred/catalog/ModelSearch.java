package io.alfred.catalog;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the model that a request names.
 *
 * <p>{@code provider/model} names one model. A name alone is looked up at the providers in use: one
 * who makes models goes first, then one that Alfred ships facts about, and among others it has to
 * be the only one. Text up to the first slash counts as a provider only if there is such a
 * provider, since models of some providers have slashes in their own names.
 *
 * @param kind what the model is wanted for; names the options that would price it
 */
record ModelSearch(CatalogSnapshot snapshot, String requested, ModelKind kind) {
    private static final String PARAM = "model";

    /** Providers of models of their own, under names that others use too. */
    private static final Set<String> MAKERS =
            Set.of(
                    "openai",
                    "anthropic",
                    "google",
                    "mistral",
                    "deepseek",
                    "xai",
                    "cohere",
                    "moonshotai",
                    "zai",
                    "alibaba",
                    "minimax",
                    "perplexity");

    Model find() {
        List<Model> named = snapshot.named(requested);
        List<Model> inUse =
                named.stream().filter(model -> snapshot.inUse(model.provider())).toList();
        int slash = requested.indexOf('/');
        if (slash > 0 && knownProvider(requested.substring(0, slash))) {
            // such as groq/compound, which groq itself calls so
            boolean nameOnly = snapshot.model(requested).isEmpty() && !inUse.isEmpty();
            if (!nameOnly) {
                return explicit(requested.substring(0, slash));
            }
        }
        if (inUse.size() > 1) {
            return preferred(inUse);
        }
        if (inUse.size() == 1) {
            return inUse.getFirst();
        }
        if (named.isEmpty()) {
            throw notFound();
        }
        throw named.stream()
                .map(Model::provider)
                .filter(name -> MAKERS.contains(name) || snapshot.provider(name).isPresent())
                .min(Comparator.comparing(name -> !MAKERS.contains(name)))
                .map(this::unavailable)
                .orElseGet(() -> notOffered(named.getFirst().provider()));
    }

    private boolean knownProvider(String name) {
        return snapshot.shipped(name) || snapshot.provider(name).isPresent();
    }

    private Model explicit(String provider) {
        Model model = snapshot.model(requested).orElse(null);
        if (model == null) {
            // Nobody but the operator knows what a provider of their own offers.
            throw snapshot.shipped(provider) || provider.equals(Sandbox.PROVIDER.name())
                    ? notFound()
                    : notPriced(requested, kind);
        }
        if (!snapshot.inUse(provider)) {
            throw unavailable(provider);
        }
        return model;
    }

    private Model preferred(List<Model> inUse) {
        List<Predicate<String>> ranks = List.of(MAKERS::contains, snapshot::shipped);
        for (Predicate<String> rank : ranks) {
            List<Model> first = inUse.stream().filter(m -> rank.test(m.provider())).toList();
            if (first.size() == 1) {
                return first.getFirst();
            }
        }
        String choices = inUse.stream().map(Model::id).collect(Collectors.joining(", "));
        throw AlfredException.invalid(
                PARAM,
                "model \"" + requested + "\" is offered by several providers",
                "name one of " + choices);
    }

    /** The model has no price, so nothing can be held for it. */
    static AlfredException notPriced(String id, ModelKind kind) {
        return new AlfredException(
                        ErrorCode.MODEL_NOT_PRICED,
                        "model \"" + NearestNames.shown(id) + "\" has no price",
                        "alfred model set-price "
                                + NearestNames.shown(id)
                                + " "
                                + kind.priceOptions())
                .at(PARAM);
    }

    private AlfredException unavailable(String provider) {
        boolean disabled = snapshot.provider(provider).isPresent();
        return new AlfredException(
                        ErrorCode.PROVIDER_UNAVAILABLE,
                        "provider \""
                                + provider
                                + "\" of model \""
                                + requested
                                + "\" is "
                                + (disabled ? "disabled" : "not set up"),
                        disabled
                                ? "alfred provider set " + provider + " --state active"
                                : "alfred provider set " + provider + " --key-file -")
                .at(PARAM);
    }

    /** A name that only others know means nothing here, be it that of one of their models. */
    private AlfredException notOffered(String provider) {
        return new AlfredException(
                        ErrorCode.MODEL_NOT_FOUND,
                        "no provider that is set up offers model \""
                                + NearestNames.shown(requested)
                                + "\"",
                        "use a name from GET /v1/models, or set up one that offers it: alfred"
                                + " provider set "
                                + provider
                                + " --key-file -")
                .at(PARAM);
    }

    private AlfredException notFound() {
        List<Model> pool = snapshot.available();
        List<String> nearest = NearestNames.of(requested, pool.isEmpty() ? snapshot.all() : pool);
        return new AlfredException(
                        ErrorCode.MODEL_NOT_FOUND,
                        "there is no model \""
                                + NearestNames.shown(requested)
                                + "\""
                                + (nearest.isEmpty()
                                        ? ""
                                        : "; the nearest are " + String.join(", ", nearest)),
                        "use a name from GET /v1/models, or add the model with its price: alfred"
                                + " model set-price PROVIDER/MODEL "
                                + kind.priceOptions())
                .at(PARAM);
    }
}
