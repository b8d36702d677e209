package io.alfred.catalog;

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
import java.util.TreeMap;

/** Everything that was known at one moment: shipped facts, the operator's rows, the sandbox. */
final class CatalogSnapshot {
    private final Map<String, ProviderSettings> providers;
    private final Map<String, CatalogFile> shippedFiles;
    private final Map<String, Model> modelsById;
    private final Map<String, List<Model>> modelsByName;
    private final List<Model> available;

    CatalogSnapshot(List<CatalogFile> shipped, boolean sandbox, CatalogRows rows) {
        Map<String, CatalogFile> files = new HashMap<>();
        Map<String, Model> models = new TreeMap<>();
        for (CatalogFile file : shipped) {
            files.put(file.provider(), file);
            file.models().forEach(model -> models.put(model.id(), model));
        }
        for (PriceRow row : rows.prices()) {
            Model model = model(row, models.get(row.provider() + "/" + row.model()));
            models.put(model.id(), model);
        }
        if (sandbox) {
            Sandbox.MODELS.forEach(model -> models.put(model.id(), model));
        }
        shippedFiles = Map.copyOf(files);
        modelsById = Collections.unmodifiableMap(models);
        providers = Collections.unmodifiableMap(providers(rows, sandbox));
        modelsByName = byName(modelsById);
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
                            row.active(),
                            shippedFiles.containsKey(row.name())));
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
                false);
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
        return shippedFiles.containsKey(provider);
    }

    /** The facts that Alfred ships about a provider. */
    Optional<CatalogFile> shippedFile(String provider) {
        return Optional.ofNullable(shippedFiles.get(provider));
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
