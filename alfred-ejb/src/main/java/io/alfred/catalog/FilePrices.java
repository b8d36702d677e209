package io.alfred.catalog;

import com.fasterxml.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Reads an object of a catalogue file that holds prices.
 *
 * @param usd decimal strings in US dollars
 */
record FilePrices(JsonNode usd, BigDecimal creditsPerUsd) {
    /** Where a model's prices of tokens are. */
    static final String TOKENS = "usd_per_1m_tokens";

    private static final int NANO_SCALE = 9;
    private static final BigDecimal REQUESTS_PRICED = BigDecimal.valueOf(1_000);

    /** Without an exponent, which could stand for more digits than fit into memory. */
    private static final Pattern PRICE = Pattern.compile("-?[0-9]{1,9}(\\.[0-9]{1,18})?");

    ModelPrice price(long perCall, UnitPrices units, String version) {
        long input = nanos(usd, "input");
        long output = nanos(usd, "output");
        List<LongContextTier> tiers = new ArrayList<>();
        Optional.ofNullable(usd.get("long_context")).map(this::tier).ifPresent(tiers::add);
        usd.path("long_context_tiers").forEach(each -> tiers.add(tier(each)));
        return new ModelPrice(
                input,
                nanos(usd, "cached_read", input),
                nanos(usd, "cached_write", input),
                output,
                nanos(usd, "reasoning", output),
                perCall,
                tiers,
                units,
                audio(usd),
                version);
    }

    /** Rounded up, as a call is never charged less than its part. */
    long perRequest() {
        return usd.has("usd_per_1k_requests")
                ? decimal(usd.path("usd_per_1k_requests"))
                        .multiply(creditsPerUsd)
                        .movePointRight(NANO_SCALE)
                        .divide(REQUESTS_PRICED, 0, RoundingMode.CEILING)
                        .longValueExact()
                : 0;
    }

    private LongContextTier tier(JsonNode tier) {
        long input = nanos(tier, "input");
        return new LongContextTier(
                tier.required("above_tokens").longValue(),
                input,
                nanos(tier, "cached_read", input),
                nanos(tier, "cached_write", input),
                nanos(tier, "output"),
                audio(tier));
    }

    long nanos(String name, long fallback) {
        return nanos(usd, name, fallback);
    }

    private static BigDecimal decimal(JsonNode price) {
        if (!PRICE.matcher(price.asText()).matches()) {
            throw new IllegalArgumentException("a price is not a decimal such as 0.15");
        }
        return new BigDecimal(price.asText());
    }

    private long nanos(JsonNode prices, String name) {
        BigDecimal usd = decimal(prices.required(name));
        return new BigDecimal(usd.movePointRight(NANO_SCALE).toBigIntegerExact())
                .multiply(creditsPerUsd)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }

    private AudioPrices audio(JsonNode prices) {
        return new AudioPrices(
                ifTold(prices, "audio_input"),
                ifTold(prices, "audio_cached_read"),
                ifTold(prices, "audio_output"));
    }

    private OptionalLong ifTold(JsonNode prices, String name) {
        return prices.has(name) ? OptionalLong.of(nanos(prices, name)) : OptionalLong.empty();
    }

    private long nanos(JsonNode prices, String name, long fallback) {
        return prices.has(name) ? nanos(prices, name) : fallback;
    }
}
