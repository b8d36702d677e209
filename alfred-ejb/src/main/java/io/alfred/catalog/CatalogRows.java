package io.alfred.catalog;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What the database adds to the shipped facts. Public for the container, whose proxy returns it.
 */
public record CatalogRows(
        List<ProviderRow> providers,
        List<PriceRow> prices,
        List<FileRow> files,
        List<OrgPriceRow> orgPrices) {
    static final CatalogRows NONE = new CatalogRows(List.of(), List.of());

    /** Rows without newer files or negotiated prices. */
    CatalogRows(List<ProviderRow> providers, List<PriceRow> prices) {
        this(providers, prices, List.of(), List.of());
    }

    /** A row of table {@code provider}. */
    public record ProviderRow(
            String name, String baseUrl, Protocol protocol, ProviderAuth auth, boolean active) {
        /** A provider that is told who calls as is usual for its protocol. */
        ProviderRow(String name, String baseUrl, Protocol protocol, boolean active) {
            this(name, baseUrl, protocol, protocol.usualAuth(), active);
        }
    }

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

    /** A row of table {@code org_price} that is not withdrawn. */
    public record OrgPriceRow(UUID org, String provider, String model, ModelPrice price) {}

    /**
     * The newest row of a provider in table {@code catalog_file}.
     *
     * @param content the file as JSON text; read only when the version is a new one
     */
    public record FileRow(String provider, long version, String content) {
        /** The version names the content. */
        @Override
        public boolean equals(Object other) {
            return other instanceof FileRow row
                    && provider.equals(row.provider)
                    && version == row.version;
        }

        @Override
        public int hashCode() {
            return 31 * provider.hashCode() + Long.hashCode(version);
        }
    }
}
