package io.alfred.catalog;

import io.alfred.catalog.CatalogRows.OrgPriceRow;
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
import java.util.UUID;

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

    /**
     * Says what a newer file of a provider would change.
     *
     * @throws AlfredException {@code INVALID_REQUEST} saying what is wrong with the file
     */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public CatalogDiff compare(String provider, String content) {
        try (Connection connection = dataSource.getConnection()) {
            return new CatalogEdit(CatalogConfig.read(config))
                    .diff(
                            CatalogSql.read(connection),
                            provider,
                            content,
                            CatalogSql.everyFile(connection, provider));
        } catch (SQLException e) {
            throw new IllegalStateException("the catalogue was not read", e);
        }
    }

    /**
     * Takes a newer file of a provider in place of the one that is used.
     *
     * @throws AlfredException as {@link #compare}
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public CatalogDiff replace(String provider, String content) {
        CatalogEdit edit = new CatalogEdit(CatalogConfig.read(config));
        try {
            Connection connection = connection();
            CatalogSql.lock(connection, provider);
            CatalogDiff diff =
                    edit.diff(
                            CatalogSql.read(connection),
                            provider,
                            content,
                            CatalogSql.everyFile(connection, provider));
            CatalogSql.append(connection, provider, content);
            changed.fire(new CatalogChanged(provider));
            return diff;
        } catch (SQLException e) {
            throw notWritten(e);
        }
    }

    /**
     * Sets what an org pays for a model from now on.
     *
     * @return the model as that org sees it
     * @throws AlfredException {@code INVALID_REQUEST} naming the field, {@code MODEL_NOT_FOUND}
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Model setOrgPrice(UUID org, String provider, String model, PriceChange change) {
        CatalogEdit edit = new CatalogEdit(CatalogConfig.read(config));
        try {
            Connection connection = connection();
            CatalogSql.lock(connection, provider);
            OrgPriceRow row =
                    edit.orgPrice(CatalogSql.read(connection), org, provider, model, change);
            OrgPriceSql.append(connection, row, /* withdrawn= */ false);
            return changedForOrg(edit, connection, org, provider + "/" + model);
        } catch (SQLException e) {
            throw notWritten(e);
        }
    }

    /**
     * Lets an org pay what all pay from now on.
     *
     * @return the model as that org sees it
     * @throws AlfredException {@code MODEL_NOT_FOUND}, or {@code NOT_FOUND} when there is no such
     *     price
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Model withdrawOrgPrice(UUID org, String provider, String model) {
        CatalogEdit edit = new CatalogEdit(CatalogConfig.read(config));
        try {
            Connection connection = connection();
            CatalogSql.lock(connection, provider);
            OrgPriceRow row = edit.withdrawal(CatalogSql.read(connection), org, provider, model);
            OrgPriceSql.append(connection, row, /* withdrawn= */ true);
            return changedForOrg(edit, connection, org, provider + "/" + model);
        } catch (SQLException e) {
            throw notWritten(e);
        }
    }

    private Model changedForOrg(CatalogEdit edit, Connection connection, UUID org, String id)
            throws SQLException {
        changed.fire(new CatalogChanged(id));
        CatalogSnapshot now = edit.snapshot(CatalogSql.read(connection));
        return now.forOrg(org, now.model(id).orElseThrow());
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
