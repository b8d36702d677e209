package io.alfred.catalog;

import io.alfred.catalog.CatalogRows.PriceRow;
import io.alfred.catalog.CatalogRows.ProviderRow;
import io.alfred.kernel.AlfredException;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.eclipse.microprofile.config.Config;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * The operator's providers and prices, changed inside the caller's transaction.
 *
 * <p>The caller audits the change in the same transaction. Prices are only ever added: an older
 * version explains older ledger entries.
 */
@Stateless
public class CatalogStore {
    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    @Inject private Config config;

    @Inject private Event<CatalogChanged> changed;

    /**
     * Adds or changes a provider.
     *
     * @throws AlfredException {@code INVALID_REQUEST} for a bad name or URL, or a new provider that
     *     Alfred ships no URL for
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public ProviderSettings setProvider(String name, ProviderChange change) {
        CatalogEdit edit = new CatalogEdit(CatalogConfig.read(config));
        try {
            Connection connection = connection();
            CatalogSql.lock(connection, name);
            ProviderRow row = edit.provider(CatalogSql.read(connection), name, change);
            CatalogSql.write(connection, row);
            changed.fire(new CatalogChanged(name));
            return edit.snapshot(CatalogSql.read(connection)).provider(name).orElseThrow();
        } catch (SQLException e) {
            throw notWritten(e);
        }
    }

    /**
     * Adds a price as a new version, and the model if the catalogue does not know it.
     *
     * @return the model as it is from now on
     * @throws AlfredException {@code INVALID_REQUEST} naming the field, or {@code NOT_FOUND} when
     *     there is no such provider
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Model setPrice(String provider, String model, PriceChange change) {
        CatalogEdit edit = new CatalogEdit(CatalogConfig.read(config));
        try {
            Connection connection = connection();
            CatalogSql.lock(connection, provider);
            PriceRow row = edit.price(CatalogSql.read(connection), provider, model, change);
            CatalogSql.append(connection, row);
            changed.fire(new CatalogChanged(provider + "/" + model));
            return edit.snapshot(CatalogSql.read(connection))
                    .model(provider + "/" + model)
                    .orElseThrow();
        } catch (SQLException e) {
            throw notWritten(e);
        }
    }

    /** Everything committed so far, read outside of any transaction. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public CatalogRows read() {
        try (Connection connection = dataSource.getConnection()) {
            return CatalogSql.read(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("the catalogue was not read", e);
        }
    }

    /** The entity manager's own connection: a second one would enlist a second resource. */
    private Connection connection() {
        return entities.unwrap(Connection.class);
    }

    private static IllegalStateException notWritten(SQLException e) {
        return new IllegalStateException("the catalogue was not changed", e);
    }
}
