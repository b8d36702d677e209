package io.alfred.catalog;

import io.alfred.kernel.ServiceTier;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a model costs in other service tiers than the standard one, where that has been told.
 *
 * @param prices each whole, with its own for long prompts and under the name of the standard ones
 * @param usual the tier that the provider serves calls in which name none
 */
public record TierPrices(Map<ServiceTier, ModelPrice> prices, ServiceTier usual) {
    public static final TierPrices NONE = new TierPrices(Map.of());

    public TierPrices {
        if (prices.containsKey(ServiceTier.STANDARD) || prices.containsKey(ServiceTier.OTHER)) {
            throw new IllegalArgumentException("no tier of its own has these prices");
        }
        prices = Map.copyOf(prices);
    }

    /** Where calls that name no tier are served in the standard one. */
    public TierPrices(Map<ServiceTier, ModelPrice> prices) {
        this(prices, ServiceTier.STANDARD);
    }

    TierPrices each(UnaryOperator<ModelPrice> change) {
        Map<ServiceTier, ModelPrice> changed = new EnumMap<>(ServiceTier.class);
        prices.forEach((tier, price) -> changed.put(tier, change.apply(price)));
        return new TierPrices(changed, usual);
    }
}
