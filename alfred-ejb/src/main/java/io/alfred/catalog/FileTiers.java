package io.alfred.catalog;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.ServiceTier;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code service_tiers} of a model's prices.
 *
 * <p>Why so strict: what a tier leaves out would be charged at another price of that tier, which
 * can be less than the provider asks.
 */
final class FileTiers {
    static final String NAME = "service_tiers";

    private static final String FIELD = FilePrices.TOKENS + "." + NAME;

    private static final Map<String, ServiceTier> TIERS =
            Map.of(
                    "flex", ServiceTier.FLEX,
                    "priority", ServiceTier.PRIORITY,
                    "batch", ServiceTier.BATCH);

    /** Prices that fall back to others, which are lower where a provider tells these. */
    private static final List<String> DEARER =
            List.of(
                    "cached_write",
                    "reasoning",
                    "audio_input",
                    "audio_cached_read",
                    "audio_output");

    /** Of a tier whose prices are told although no call can ask for it. */
    private static final String FOR_SHOW = "for_show";

    private static final String LONG = "long_context";
    private static final String LONGER = "long_context_tiers";

    private static final Set<String> OF_LONG =
            Set.of(
                    "above_tokens",
                    "input",
                    "output",
                    "cached_read",
                    "cached_write",
                    "audio_input",
                    "audio_cached_read",
                    "audio_output");

    private static final Set<String> OF_TIER =
            Set.of(
                    "input",
                    "output",
                    "cached_read",
                    "cached_write",
                    "reasoning",
                    "audio_input",
                    "audio_cached_read",
                    "audio_output",
                    FOR_SHOW,
                    LONG,
                    LONGER);

    private FileTiers() {}

    /**
     * A model's price with those of its tiers.
     *
     * @param usd the object of the standard prices
     * @throws IllegalArgumentException naming the field that is unknown or missing
     */
    static ModelPrice read(JsonNode usd, BigDecimal creditsPerUsd, ModelPrice standard) {
        JsonNode told = usd.path(NAME);
        if (told.isMissingNode()) {
            return standard;
        }
        requireObject(told, FIELD);
        Map<ServiceTier, ModelPrice> prices = new EnumMap<>(ServiceTier.class);
        Set<ServiceTier> forShow = EnumSet.noneOf(ServiceTier.class);
        for (Map.Entry<String, JsonNode> each : told.properties()) {
            String path = FIELD + "." + each.getKey();
            ServiceTier tier =
                    Optional.ofNullable(TIERS.get(each.getKey()))
                            .orElseThrow(() -> wrong(path, "is not a tier: flex, priority, batch"));
            requireObject(each.getValue(), path);
            requireWhole(usd, each.getValue(), path, OF_TIER);
            requireThresholds(usd, each.getValue(), path);
            if (forShow(each.getValue(), path)) {
                forShow.add(tier);
            }
            prices.put(
                    tier,
                    new FilePrices(each.getValue(), creditsPerUsd)
                            .price(standard.perCall(), standard.units(), standard.version()));
        }
        return standard.with(new TierPrices(prices, ServiceTier.STANDARD, forShow));
    }

    private static boolean forShow(JsonNode tier, String path) {
        JsonNode told = tier.path(FOR_SHOW);
        if (!told.isMissingNode() && !told.isBoolean()) {
            throw wrong(path + "." + FOR_SHOW, "is not true or false");
        }
        return told.asBoolean();
    }

    /** No field that is not read, and each that the standard prices tell. */
    private static void requireWhole(
            JsonNode standard, JsonNode tier, String path, Set<String> known) {
        for (Iterator<String> names = tier.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw wrong(path + "." + name, "is not a price of a tier");
            }
        }
        require(tier, path, "input");
        require(tier, path, "output");
        DEARER.stream().filter(standard::has).forEach(name -> require(tier, path, name));
    }

    /** The same prompts have to be long ones. */
    private static void requireThresholds(JsonNode standard, JsonNode tier, String path) {
        if (standard.has(LONG) || tier.has(LONG)) {
            requireLong(standard.path(LONG), tier.path(LONG), path + "." + LONG);
        }
        int told = Math.max(standard.path(LONGER).size(), tier.path(LONGER).size());
        for (int i = 0; i < told; i++) {
            requireLong(
                    standard.path(LONGER).path(i),
                    tier.path(LONGER).path(i),
                    path + "." + LONGER + "[" + i + "]");
        }
    }

    private static void requireLong(JsonNode standard, JsonNode tier, String path) {
        requireObject(tier, path);
        if (!standard.path("above_tokens").equals(tier.path("above_tokens"))) {
            throw wrong(path + ".above_tokens", "is not that of the standard prices");
        }
        requireWhole(standard, tier, path, OF_LONG);
    }

    private static void requireObject(JsonNode node, String path) {
        if (!node.isObject()) {
            throw wrong(path, "is missing or not an object");
        }
    }

    private static void require(JsonNode prices, String path, String name) {
        if (!prices.has(name)) {
            throw wrong(path + "." + name, "is missing");
        }
    }

    private static IllegalArgumentException wrong(String path, String what) {
        return new IllegalArgumentException(path + " " + what);
    }
}
