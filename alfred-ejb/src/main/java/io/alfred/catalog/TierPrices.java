package io.alfred.catalog;

import io.alfred.kernel.ServiceTier;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a model costs in other service tiers than the standard one, where that has been told.
 *
 * @param prices each whole, with its own for long prompts and under the name of the standard ones
 * @param usual the tier that the provider serves calls in which name none
 * @param forShow those that no call here can be served in, whose prices nothing is charged at
 */
public record TierPrices(
        Map<ServiceTier, ModelPrice> prices, ServiceTier usual, Set<ServiceTier> forShow) {
    public static final TierPrices NONE = new TierPrices(Map.of());

    public TierPrices {
        if (prices.containsKey(ServiceTier.STANDARD) || prices.containsKey(ServiceTier.OTHER)) {
            throw new IllegalArgumentException("no tier of its own has these prices");
        }
        prices = Map.copyOf(prices);
        forShow = Set.copyOf(forShow);
    }

    /** Where calls that name no tier are served in the standard one. */
    public TierPrices(Map<ServiceTier, ModelPrice> prices) {
        this(prices, ServiceTier.STANDARD, Set.of());
    }

    TierPrices usually(ServiceTier tier) {
        return new TierPrices(prices, tier, forShow);
    }

    /** What calls in a tier are charged at; empty where nobody has told or none can ask for it. */
    Optional<ModelPrice> charged(ServiceTier tier) {
        return forShow.contains(tier) ? Optional.empty() : Optional.ofNullable(prices.get(tier));
    }

    /** All that a call may be charged at. */
    Stream<ModelPrice> charged() {
        return prices.keySet().stream().sorted().flatMap(tier -> charged(tier).stream());
    }

    TierPrices each(UnaryOperator<ModelPrice> change) {
        Map<ServiceTier, ModelPrice> changed = new EnumMap<>(ServiceTier.class);
        prices.forEach((tier, price) -> changed.put(tier, change.apply(price)));
        return new TierPrices(changed, usual, forShow);
    }
}
