package io.alfred.catalog;

import java.util.List;

/**
 * What the database adds to the shipped facts. Public for the container, whose proxy returns it.
 */
public record CatalogRows(List<ProviderRow> providers, List<PriceRow> prices) {
    static final CatalogRows NONE = new CatalogRows(List.of(), List.of());

    /** A row of table {@code provider}. */
    public record ProviderRow(String name, String baseUrl, Protocol protocol, boolean active) {}

    /** A row of table {@code model_price}; units as in {@link ModelPrice}. */
    public record PriceRow(
            String provider,
            String model,
            String upstreamModel,
            ModelPrice price,
            long contextTokens,
            long maxOutputTokens) {}
}
