package io.alfred.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The facts that Alfred ships about one provider: {@code catalog/<provider>.json}.
 *
 * <p>Prices there are decimal strings in USD per 1,000,000 tokens, per image, per 1,000,000
 * characters or per minute; they become nano-credits exactly, and a price that does not is a defect
 * of the file.
 */
record CatalogFile(String provider, URI baseUrl, Protocol protocol, List<Model> models) {
    private static final List<String> SHIPPED = List.of("openai", "anthropic");
    private static final int NANO_SCALE = 9;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** All files of this build. */
    static List<CatalogFile> shipped(BigDecimal creditsPerUsd) {
        return SHIPPED.stream().map(name -> load(name, creditsPerUsd)).toList();
    }

    private static CatalogFile load(String name, BigDecimal creditsPerUsd) {
        String resource = "/catalog/" + name + ".json";
        try (InputStream in = CatalogFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + resource);
            }
            return read(MAPPER.readTree(in), creditsPerUsd);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    static CatalogFile read(JsonNode file, BigDecimal creditsPerUsd) {
        String provider = file.required("provider").asText();
        String version = file.required("price_version").asText();
        List<Model> models = new ArrayList<>();
        for (JsonNode entry : file.required("models")) {
            Optional<ModelPrice> price = price(entry, creditsPerUsd, version);
            models.add(model(provider, entry.required("model").asText(), entry, price));
            for (JsonNode snapshot : entry.path("snapshots")) {
                models.add(model(provider, snapshot.asText(), entry, price));
            }
        }
        return new CatalogFile(
                provider,
                URI.create(file.required("base_url").asText()),
                Protocol.of(file.path("protocol").asText("openai")).orElseThrow(),
                List.copyOf(models));
    }

    /** A model that is billed by a unit of its own needs no prices by tokens. */
    private static Optional<ModelPrice> price(
            JsonNode entry, BigDecimal creditsPerUsd, String version) {
        JsonNode tokens = entry.path("usd_per_1m_tokens");
        Prices other = new Prices(entry, creditsPerUsd);
        UnitPrices units =
                new UnitPrices(
                        other.nanos("usd_per_image", 0),
                        other.nanos("usd_per_1m_characters", 0),
                        other.nanos("usd_per_minute", 0));
        if (tokens.isObject()) {
            return Optional.of(new Prices(tokens, creditsPerUsd).price(units, version));
        }
        return units.equals(UnitPrices.NONE)
                ? Optional.empty()
                : Optional.of(new ModelPrice(0, 0, 0, 0, 0, Optional.empty(), units, version));
    }

    private static Model model(
            String provider, String name, JsonNode entry, Optional<ModelPrice> price) {
        return new Model(
                provider,
                name,
                name,
                ModelKind.valueOf(upper(entry.required("kind"))),
                Vocabulary.valueOf(upper(entry.required("vocabulary"))),
                entry.required("context_tokens").longValue(),
                entry.required("max_output_tokens").longValue(),
                entry.path("image_tokens_max").longValue(),
                price,
                false);
    }

    private static String upper(JsonNode node) {
        return node.asText().toUpperCase(Locale.ROOT);
    }

    /** The price object of one model. */
    private record Prices(JsonNode usd, BigDecimal creditsPerUsd) {
        ModelPrice price(UnitPrices units, String version) {
            long input = nanos(usd, "input");
            return new ModelPrice(
                    input,
                    nanos(usd, "cached_read", input),
                    nanos(usd, "cached_write", input),
                    nanos(usd, "output"),
                    0,
                    Optional.ofNullable(usd.get("long_context")).map(this::tier),
                    units,
                    version);
        }

        private LongContextTier tier(JsonNode tier) {
            long input = nanos(tier, "input");
            return new LongContextTier(
                    tier.required("above_tokens").longValue(),
                    input,
                    nanos(tier, "cached_read", input),
                    nanos(tier, "cached_write", input),
                    nanos(tier, "output"));
        }

        long nanos(String name, long fallback) {
            return nanos(usd, name, fallback);
        }

        private long nanos(JsonNode prices, String name) {
            return new BigDecimal(prices.required(name).textValue())
                    .multiply(creditsPerUsd)
                    .movePointRight(NANO_SCALE)
                    .longValueExact();
        }

        private long nanos(JsonNode prices, String name, long fallback) {
            return prices.has(name) ? nanos(prices, name) : fallback;
        }
    }
}
