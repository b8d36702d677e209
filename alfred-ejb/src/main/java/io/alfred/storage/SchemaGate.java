package io.alfred.storage;

import io.alfred.kernel.StartupError;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * Lets the application start only on a schema that this version knows.
 *
 * <p>With the owner's credentials it migrates first; without them the schema must be there. Every
 * bean that touches a table depends on this one.
 */
@Startup
@Singleton(name = "SchemaGate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SchemaGate {
    /** Version of the newest migration that this build carries. */
    public static final String SCHEMA_VERSION = "020";

    /** Whether that migration was made; to be changed with each. */
    private static final String NEWEST_CHANGE =
            "EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass('ledger_entry')"
                    + " AND attname = 'service_tier' AND NOT attisdropped)";

    @Inject private Config config;

    @Resource(lookup = Database.JNDI_NAME)
    private DataSource dataSource;

    @PostConstruct
    void open() {
        StorageConfig settings = StorageConfig.read(config);
        settings.ownerUser()
                .ifPresent(
                        owner ->
                                migrate(
                                        settings.url(),
                                        owner,
                                        settings.ownerPassword().orElseThrow()));
        requireSchema();
    }

    private static void migrate(String url, String user, String password) {
        try {
            Schema.flyway(url, user, password).migrate();
        } catch (FlywayException e) {
            throw StartupError.of(
                    "the database schema could not be brought to version "
                            + SCHEMA_VERSION
                            + " ("
                            + Schema.firstLine(e)
                            + ")",
                    "check alfred.db.owner.user and its rights; `alfred db init-sql` prints what"
                            + " the database must have");
        }
    }

    private void requireSchema() {
        try (Connection connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement(
                                "SELECT "
                                        + NEWEST_CHANGE
                                        + ","
                                        + " current_setting('transaction_timeout') <> '0'"
                                        + " AND current_setting('statement_timeout') <> '0'");
                var result = statement.executeQuery()) {
            result.next();
            if (!result.getBoolean(1)) {
                throw StartupError.of(
                        "the database has no schema of version " + SCHEMA_VERSION,
                        "set alfred.db.owner.user and alfred.db.owner.password for one start, so"
                                + " that the server can migrate");
            }
            if (!result.getBoolean(2)) {
                throw StartupError.of(
                        "the database sessions have no time limits",
                        "this container ignores fish.payara.init-sql: append"
                            + " ?options=-c%20statement_timeout=10s%20-c%20transaction_timeout=15s%20-c%20lock_timeout=10s"
                            + " to alfred.db.url");
            }
        } catch (SQLException e) {
            throw StartupError.of(
                    "the database does not answer (" + Schema.firstLine(e) + ")",
                    "check alfred.db.url, alfred.db.user and alfred.db.password");
        }
    }

    /** The Flyway set-up shared with tests. */
    static final class Schema {
        private Schema() {}

        static Flyway flyway(String url, String user, String password) {
            return Flyway.configure(SchemaGate.class.getClassLoader())
                    .dataSource(url, user, password)
                    .locations("classpath:db/migration")
                    .validateMigrationNaming(true)
                    .connectRetries(3)
                    .load();
        }

        /** The first line of the deepest message: the driver's own words, without a trace. */
        static String firstLine(Throwable error) {
            Throwable deepest = error;
            while (deepest.getCause() != null) {
                deepest = deepest.getCause();
            }
            String message = String.valueOf(deepest.getMessage());
            return message.lines().findFirst().orElse(message).strip();
        }
    }
}
