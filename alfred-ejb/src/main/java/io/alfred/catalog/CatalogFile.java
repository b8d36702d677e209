package io.alfred.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.alfred.kernel.TokenUsage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * One provider and its models, as in {@code catalog/<provider>.json}.
 *
 * <p>Prices there are decimal strings in USD per 1,000,000 tokens, per image, per 1,000,000
 * characters or per minute; one that is finer than a billionth is a defect of the file. At a rate
 * other than one credit per dollar they are rounded up to a whole nano-credit.
 */
record CatalogFile(ProviderFacts facts, List<Model> models) {
    private static final String INDEX = "/catalog/index.txt";
    private static final Pattern VERSION = Pattern.compile("[!-~]{1,64}");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Every change of a provider or price needs them, and they stay the same. */
    private static final Map<BigDecimal, List<CatalogFile>> READ = new ConcurrentHashMap<>();

    String provider() {
        return facts.name();
    }

    /** All files of this build, by provider. */
    static List<CatalogFile> shipped(BigDecimal creditsPerUsd) {
        return READ.computeIfAbsent(
                creditsPerUsd, rate -> names().stream().map(name -> load(name, rate)).toList());
    }

    private static List<String> names() {
        try (InputStream in = CatalogFile.class.getResourceAsStream(INDEX)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + INDEX);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(INDEX, e);
        }
    }

    /**
     * Reads a file that came from elsewhere.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static CatalogFile read(String content, BigDecimal creditsPerUsd) {
        try {
            JsonNode file = MAPPER.readTree(content);
            if (!file.isObject()) {
                throw new IllegalArgumentException("it is not a JSON object");
            }
            return read(file, creditsPerUsd);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON", e);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a price is finer than a nano-credit", e);
        }
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
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "its price_version is not 1 to 64 printable ASCII characters without spaces");
        }
        List<Model> models = new ArrayList<>();
        for (JsonNode entry : file.required("models")) {
            Optional<ModelPrice> price = price(entry, creditsPerUsd, version);
            models.add(model(provider, entry.required("model").asText(), entry, price));
            for (JsonNode snapshot : entry.path("snapshots")) {
                models.add(model(provider, snapshot.asText(), entry, price));
            }
        }
        return new CatalogFile(ProviderFacts.read(file), List.copyOf(models));
    }

    /** A model that is billed by a unit of its own needs no prices by tokens. */
    private static Optional<ModelPrice> price(
            JsonNode entry, BigDecimal creditsPerUsd, String version) {
        JsonNode tokens = entry.path(FilePrices.TOKENS);
        FilePrices other = new FilePrices(entry, creditsPerUsd);
        UnitPrices units =
                new UnitPrices(
                        other.nanos("usd_per_image", 0),
                        other.nanos("usd_per_1m_characters", 0),
                        other.nanos("usd_per_minute", 0));
        if (tokens.isObject()) {
            long perCall = other.perRequest();
            ModelPrice price = new FilePrices(tokens, creditsPerUsd).price(perCall, units, version);
            return Optional.of(FileTiers.read(tokens, creditsPerUsd, price));
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
                tokens(entry, "context_tokens"),
                tokens(entry, "max_output_tokens"),
                entry.has("image_tokens_max") ? tokens(entry, "image_tokens_max") : 0,
                price,
                false,
                capabilities(entry));
    }

    private static long tokens(JsonNode entry, String field) {
        JsonNode tokens = entry.required(field);
        if (!tokens.isIntegralNumber()
                || !tokens.canConvertToLong()
                || tokens.longValue() < 0
                || tokens.longValue() > TokenUsage.TOKENS_MAX) {
            throw new IllegalArgumentException(field + " is not a number of tokens");
        }
        return tokens.longValue();
    }

    private static Set<String> capabilities(JsonNode entry) {
        Set<String> capabilities = new TreeSet<>();
        entry.path("capabilities").forEach(each -> capabilities.add(each.asText()));
        return capabilities;
    }

    private static String upper(JsonNode node) {
        return node.asText().toUpperCase(Locale.ROOT);
    }
}
