package io.alfred.catalog;

import io.alfred.catalog.CatalogRows.OrgPriceRow;
import io.alfred.catalog.CatalogRows.PriceRow;
import io.alfred.catalog.CatalogRows.ProviderRow;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Everything that was known at one moment: shipped facts, the operator's rows, the sandbox. */
final class CatalogSnapshot {
    private final Map<String, ProviderSettings> providers;
    private final Map<String, ProviderFacts> facts;
    private final Map<String, Model> modelsById;
    private final Map<String, List<Model>> modelsByName;
    private final List<Model> available;
    private final Map<OrgModel, ModelPrice> orgPrices;

    private record OrgModel(UUID org, String id) {}

    /**
     * What follows from all of it.
     *
     * @param newer files that came after this build, which stand for the shipped ones
     */
    CatalogSnapshot(
            List<CatalogFile> shipped, List<CatalogFile> newer, boolean sandbox, CatalogRows rows) {
        Map<String, CatalogFile> files = new TreeMap<>();
        shipped.forEach(file -> files.put(file.provider(), file));
        newer.forEach(file -> files.put(file.provider(), file));
        Map<String, Model> models = new TreeMap<>();
        for (CatalogFile file : files.values()) {
            file.models().forEach(model -> models.put(model.id(), model));
        }
        for (PriceRow row : rows.prices()) {
            Model model = model(row, models.get(row.provider() + "/" + row.model()));
            models.put(model.id(), model);
        }
        if (sandbox) {
            Sandbox.MODELS.forEach(model -> models.put(model.id(), model));
        }
        Map<String, ProviderFacts> known = new TreeMap<>();
        files.forEach((name, file) -> known.put(name, file.facts()));
        facts = Collections.unmodifiableMap(known);
        modelsById = Collections.unmodifiableMap(models);
        providers = Collections.unmodifiableMap(providers(rows, sandbox));
        modelsByName = byName(modelsById);
        orgPrices =
                rows.orgPrices().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        row ->
                                                new OrgModel(
                                                        row.org(),
                                                        row.provider() + "/" + row.model()),
                                        OrgPriceRow::price));
        available = modelsById.values().stream().filter(this::callable).toList();
    }

    private Map<String, ProviderSettings> providers(CatalogRows rows, boolean sandbox) {
        Map<String, ProviderSettings> settings = new TreeMap<>();
        for (ProviderRow row : rows.providers()) {
            settings.put(
                    row.name(),
                    new ProviderSettings(
                            row.name(),
                            URI.create(row.baseUrl()),
                            row.protocol(),
                            row.auth(),
                            row.active(),
                            facts.containsKey(row.name())));
        }
        if (sandbox) {
            settings.put(Sandbox.PROVIDER.name(), Sandbox.PROVIDER);
        }
        return settings;
    }

    /** The operator's prices and limits over the shipped vocabulary and image bound, if any. */
    private static Model model(PriceRow row, @Nullable Model shipped) {
        return new Model(
                row.provider(),
                row.model(),
                row.upstreamModel(),
                row.kind().orElseGet(() -> shipped == null ? ModelKind.CHAT : shipped.kind()),
                shipped == null ? Vocabulary.UTF8_BYTES : shipped.vocabulary(),
                row.contextTokens(),
                row.maxOutputTokens(),
                shipped == null ? 0 : shipped.imageTokensMax(),
                Optional.of(row.price()),
                false,
                shipped == null ? Set.of() : shipped.capabilities());
    }

    private static Map<String, List<Model>> byName(Map<String, Model> models) {
        Map<String, List<Model>> byName = new HashMap<>();
        for (Model model : models.values()) {
            if (!model.sandbox()) {
                byName.computeIfAbsent(model.name(), name -> new ArrayList<>()).add(model);
            }
        }
        byName.replaceAll((name, models2) -> List.copyOf(models2));
        return Map.copyOf(byName);
    }

    private boolean callable(Model model) {
        return model.price().isPresent() && inUse(model.provider());
    }

    /** Whether a provider is set up and not disabled. */
    boolean inUse(String provider) {
        ProviderSettings settings = providers.get(provider);
        return settings != null && settings.active();
    }

    /** Whether Alfred ships facts about a provider, set up or not. */
    boolean shipped(String provider) {
        return facts.containsKey(provider);
    }

    /** What is published about a provider. */
    Optional<ProviderFacts> facts(String provider) {
        return Optional.ofNullable(facts.get(provider));
    }

    /** What is published about all of them, by name. */
    List<ProviderFacts> facts() {
        return List.copyOf(facts.values());
    }

    Optional<ProviderSettings> provider(String name) {
        return Optional.ofNullable(providers.get(name));
    }

    List<ProviderSettings> providers() {
        return List.copyOf(providers.values());
    }

    Optional<Model> model(String id) {
        return Optional.ofNullable(modelsById.get(id));
    }

    /** A model at the price that an org has negotiated for it, if it has. */
    Model forOrg(UUID org, Model model) {
        ModelPrice negotiated = orgPrices.get(new OrgModel(org, model.id()));
        return negotiated == null ? model : model.at(negotiated);
    }

    /** The models of that name at any provider, the sandbox excepted. */
    List<Model> named(String name) {
        return modelsByName.getOrDefault(name, List.of());
    }

    List<Model> all() {
        return List.copyOf(modelsById.values());
    }

    List<Model> available() {
        return available;
    }
}
