package io.alfred.catalog;

import io.alfred.kernel.Credits;
import io.alfred.kernel.ServiceTier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a newer file of a provider would change.
 *
 * @param provider its name
 * @param versionBefore of the prices in use; absent for a provider that was not known
 * @param versionAfter of the prices in the file
 * @param changes by model, then by field
 */
public record CatalogDiff(
        String provider,
        Optional<String> versionBefore,
        String versionAfter,
        List<Change> changes) {
    /** The fields that calls are charged by. */
    private static final Set<String> PRICES =
            Set.of(
                    "priced",
                    "input",
                    "cached_read",
                    "cached_write",
                    "output",
                    "reasoning",
                    "audio_input",
                    "audio_cached_read",
                    "audio_output",
                    "per_call",
                    "long_context",
                    "units");

    private static final String SERVICE_TIER = "service_tiers.";
    private static final String MODEL = "model";
    private static final String PROVIDER = "provider";

    public CatalogDiff {
        changes = List.copyOf(changes);
    }

    /**
     * One field that differs; prices in credits per million tokens or per unit.
     *
     * @param model empty for a field of the provider itself
     * @param before absent for a model that is new
     * @param after absent for a model that is gone
     */
    public record Change(
            String model, String field, Optional<String> before, Optional<String> after) {}

    static CatalogDiff between(Optional<CatalogFile> before, CatalogFile after) {
        List<Change> changes = new ArrayList<>();
        fields(
                before.map(CatalogFile::facts).map(CatalogDiff::of).orElseGet(Map::of),
                of(after.facts()),
                "",
                changes);
        Map<String, Model> old = byName(before.map(CatalogFile::models).orElseGet(List::of));
        Map<String, Model> made = byName(after.models());
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(made.keySet());
        for (String name : names) {
            Model was = old.get(name);
            Model is = made.get(name);
            if (was == null) {
                changes.add(new Change(name, MODEL, Optional.empty(), Optional.of("added")));
            } else if (is == null) {
                changes.add(new Change(name, MODEL, Optional.of("known"), Optional.empty()));
            } else {
                fields(of(was), of(is), name, changes);
            }
        }
        return new CatalogDiff(
                after.provider(),
                before.map(file -> file.facts().priceVersion()),
                after.facts().priceVersion(),
                changes);
    }

    /** Whether a price differs of a model that both know. */
    boolean changesPrices() {
        return changes.stream()
                .map(Change::field)
                .anyMatch(field -> PRICES.contains(field) || field.startsWith(SERVICE_TIER));
    }

    private static void fields(
            Map<String, String> before,
            Map<String, String> after,
            String model,
            List<Change> changes) {
        Set<String> names = new LinkedHashSet<>(after.keySet());
        names.addAll(before.keySet());
        for (String field : names) {
            Optional<String> was = Optional.ofNullable(before.get(field));
            Optional<String> is = Optional.ofNullable(after.get(field));
            if (!was.equals(is)) {
                changes.add(new Change(model, field, was, is));
            }
        }
    }

    private static Map<String, Model> byName(List<Model> models) {
        Map<String, Model> byName = new TreeMap<>();
        models.forEach(model -> byName.put(model.name(), model));
        return byName;
    }

    private static Map<String, String> of(ProviderFacts facts) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(PROVIDER, facts.name());
        fields.put("base_url", facts.baseUrl());
        fields.put("protocol", facts.protocol().wireName());
        fields.put("auth", facts.auth().wireName());
        return fields;
    }

    private static Map<String, String> of(Model model) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("kind", model.kind().name().toLowerCase(Locale.ROOT));
        fields.put("vocabulary", model.vocabulary().name().toLowerCase(Locale.ROOT));
        fields.put("context_tokens", Long.toString(model.contextTokens()));
        fields.put("max_output_tokens", Long.toString(model.maxOutputTokens()));
        fields.put("image_tokens_max", Long.toString(model.imageTokensMax()));
        fields.put("priced", Boolean.toString(model.price().isPresent()));
        model.price()
                .ifPresent(
                        price -> {
                            fields.put("input", credits(price.input()));
                            fields.put("cached_read", credits(price.cachedRead()));
                            fields.put("cached_write", credits(price.cachedWrite()));
                            fields.put("output", credits(price.output()));
                            if (price.reasoningSurcharge() > 0) {
                                fields.put("reasoning", credits(price.reasoning()));
                            }
                            AudioPrices audio = price.audio();
                            audio.input()
                                    .ifPresent(told -> fields.put("audio_input", credits(told)));
                            audio.cachedRead()
                                    .ifPresent(
                                            told -> fields.put("audio_cached_read", credits(told)));
                            audio.output()
                                    .ifPresent(told -> fields.put("audio_output", credits(told)));
                            fields.put("per_call", credits(price.perCall()));
                            if (!price.longContext().isEmpty()) {
                                fields.put("long_context", ShownPrices.longContext(price));
                            }
                            for (ServiceTier tier : ServiceTier.values()) {
                                Optional.ofNullable(price.tiers().prices().get(tier))
                                        .ifPresent(
                                                other ->
                                                        fields.put(
                                                                SERVICE_TIER + tier.wireName(),
                                                                (price.tiers()
                                                                                        .forShow()
                                                                                        .contains(
                                                                                                tier)
                                                                                ? "for show, "
                                                                                : "")
                                                                        + ShownPrices.all(other)));
                            }
                            fields.put("units", ShownPrices.units(price.units()));
                        });
        return fields;
    }

    private static String credits(long nanos) {
        return Credits.ofNanos(nanos).toString();
    }
}
