package io.alfred.gateway;

import io.alfred.catalog.Model;
import io.alfred.catalog.ModelPrice;
import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.pricing.CallPrice;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.Quirks.Feature;

import java.util.List;
import java.util.Optional;

/**
 * The prices that a call may be billed by, of which the dearest is charged.
 *
 * @param known false where the provider names a tier whose price nobody has told
 */
record ServedPrices(List<ModelPrice> prices, boolean known) {
    /**
     * Those of the tier that the answer names. Where it names none, what the call asked for may
     * have been served. Of a dearer tier without a price no more is known than all other prices;
     * but a word of a host that sells no tiers says nothing about prices.
     */
    static ServedPrices of(Model model, ServiceTier asked, Optional<ServiceTier> told) {
        ModelPrice price = model.price().orElseThrow();
        if (told.isEmpty()) {
            return new ServedPrices(price.whenAsked(asked), true);
        }
        return switch (told.get()) {
            case STANDARD, BATCH -> new ServedPrices(List.of(price), true);
            case FLEX ->
                    new ServedPrices(List.of(price.inTier(ServiceTier.FLEX).orElse(price)), true);
            case PRIORITY, OTHER ->
                    price.inTier(told.get())
                            .map(own -> new ServedPrices(List.of(own), true))
                            .orElseGet(
                                    () ->
                                            new ServedPrices(
                                                    price.ofAnyTier(),
                                                    !price.countsTokens()
                                                            || saysNothing(model, told.get())));
        };
    }

    private static boolean saysNothing(Model model, ServiceTier told) {
        return told == ServiceTier.OTHER
                && model.price().orElseThrow().tiers().prices().isEmpty()
                && !Quirks.of(model.provider()).take(Feature.TIER_PRICES);
    }

    Credits charge(TokenUsage usage, BilledUnits units) {
        return CallPrice.dearest(prices, usage, units);
    }
}
