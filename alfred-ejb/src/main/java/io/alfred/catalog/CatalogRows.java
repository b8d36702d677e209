package io.alfred.catalog;

import java.util.List;
import java.util.Optional;

/**
 * What the database adds to the shipped facts. Public for the container, whose proxy returns it.
 */
public record CatalogRows(List<ProviderRow> providers, List<PriceRow> prices) {
    static final CatalogRows NONE = new CatalogRows(List.of(), List.of());

    /** A row of table {@code provider}. */
    public record ProviderRow(String name, String baseUrl, Protocol protocol, boolean active) {}

    /**
     * A row of table {@code model_price}; units as in {@link ModelPrice}.
     *
     * @param kind absent in rows that are older than kinds: as shipped, else chat
     */
    public record PriceRow(
            String provider,
            String model,
            String upstreamModel,
            Optional<ModelKind> kind,
            ModelPrice price,
            long contextTokens,
            long maxOutputTokens) {}
}
