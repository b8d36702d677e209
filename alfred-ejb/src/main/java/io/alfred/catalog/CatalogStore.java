package io.alfred.catalog;

import jakarta.ejb.Stateless;

import java.util.Optional;

/** The operator's providers and prices, changed inside the caller's transaction. */
@Stateless
public class CatalogStore {
    /** Adds or changes a provider; what is absent stays, or is the catalogue's own default. */
    public ProviderSettings setProvider(
            String name, Optional<String> baseUrl, Optional<Boolean> active) {
        throw new UnsupportedOperationException(name);
    }

    /** Adds a price as a new version and returns the model as it is from now on. */
    public Model setPrice(String provider, String model, PriceChange change) {
        throw new UnsupportedOperationException(provider);
    }
}
