package io.alfred.catalog;

import jakarta.enterprise.context.ApplicationScoped;

import java.util.List;
import java.util.Optional;

/** What can be called right now. */
@ApplicationScoped
public class Catalog {
    /** Finds a model by {@code provider/model} or by a name only one provider in use has. */
    public Model resolve(String requested) {
        throw new UnsupportedOperationException(requested);
    }

    public List<Model> available() {
        return List.of();
    }

    public List<Model> all() {
        return List.of();
    }

    public Optional<ProviderSettings> provider(String name) {
        return Optional.empty();
    }

    public List<ProviderSettings> providers() {
        return List.of();
    }
}
