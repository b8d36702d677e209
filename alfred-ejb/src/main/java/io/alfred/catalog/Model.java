package io.alfred.catalog;

import io.alfred.kernel.ServiceTier;

import java.util.Optional;
import java.util.Set;

/**
 * One model of one provider: how it is called, what it takes and what it costs.
 *
 * @param provider name of its provider
 * @param name the model's name in Alfred, without the provider
 * @param upstreamName the name that the provider knows it by
 * @param contextTokens most tokens of prompt and output together; 0 where none are published
 * @param maxOutputTokens most output tokens of one choice or image; 0 where there are none
 * @param imageTokensMax most prompt tokens one image can count for; 0 when no bound is published
 * @param price absent when nobody has told it, so that the model cannot be called
 * @param sandbox true for the built-in model that calls no provider
 * @param capabilities what it is published to do, such as {@code tools} and {@code vision}; mostly
 *     for show, as providers know better
 */
public record Model(
        String provider,
        String name,
        String upstreamName,
        ModelKind kind,
        Vocabulary vocabulary,
        long contextTokens,
        long maxOutputTokens,
        long imageTokensMax,
        Optional<ModelPrice> price,
        boolean sandbox,
        Set<String> capabilities) {
    public Model {
        capabilities = Set.copyOf(capabilities);
    }

    /** A model of which no capabilities are known. */
    public Model(
            String provider,
            String name,
            String upstreamName,
            ModelKind kind,
            Vocabulary vocabulary,
            long contextTokens,
            long maxOutputTokens,
            long imageTokensMax,
            Optional<ModelPrice> price,
            boolean sandbox) {
        this(
                provider,
                name,
                upstreamName,
                kind,
                vocabulary,
                contextTokens,
                maxOutputTokens,
                imageTokensMax,
                price,
                sandbox,
                Set.of());
    }

    /** The same for a request that its provider takes no money for. */
    public Model free() {
        return new Model(
                provider,
                name,
                upstreamName,
                kind,
                vocabulary,
                contextTokens,
                maxOutputTokens,
                imageTokensMax,
                price.map(ModelPrice::free),
                sandbox,
                capabilities);
    }

    /** The same with every write to the provider's cache priced as one that stays for an hour. */
    public Model cachingForLong() {
        return price.map(each -> at(each.cachingForLong())).orElse(this);
    }

    /** The same of a provider that serves calls so which name no tier, where that has a price. */
    public Model usually(ServiceTier tier) {
        return price.map(each -> at(each.usually(tier))).orElse(this);
    }

    /** The same at another price. */
    Model at(ModelPrice other) {
        return new Model(
                provider,
                name,
                upstreamName,
                kind,
                vocabulary,
                contextTokens,
                maxOutputTokens,
                imageTokensMax,
                Optional.of(other),
                sandbox,
                capabilities);
    }

    /** The name that is never ambiguous, such as {@code openai/gpt-4o}. */
    public String id() {
        return provider + "/" + name;
    }
}
