package io.alfred.storage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

/**
 * A database of its own on the one PostgreSQL that all integration tests of the module share.
 *
 * <p>It has the roles of a real installation: an owner that migrates and {@code alfred_app}, which
 * has no DDL. The superuser is there for tests of what only a superuser can do.
 */
public final class TestDatabase {
    private static final String OWNER = "alfred_owner";
    private static final String APP = "alfred_app";

    /** Whether a commit reaches the disk; tests of logic are faster without. */
    private static final boolean DURABLE = Boolean.getBoolean("alfred.test.durable");

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** Starts PostgreSQL with the first test that needs it; it ends with the process. */
    private static final class Server {
        static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server =
                        EmbeddedPostgres.builder()
                                .setPGStartupWait(Duration.ofSeconds(60))
                                .setServerConfig("max_connections", "100")
                                .setServerConfig("fsync", DURABLE ? "on" : "off")
                                .setServerConfig("synchronous_commit", DURABLE ? "on" : "off")
                                .start();
                try (Connection connection = server.getPostgresDatabase().getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("CREATE ROLE " + OWNER + " LOGIN");
                    statement.execute("CREATE ROLE " + APP + " LOGIN");
                }
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw new IllegalStateException("the roles were not created", e);
            }
        }
    }

    /** An empty database that belongs to the owner role. */
    public static TestDatabase empty() {
        TestDatabase database = new TestDatabase("alfred_" + COUNT.incrementAndGet());
        try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database.name + " OWNER " + OWNER);
        } catch (SQLException e) {
            throw new IllegalStateException("the database was not created", e);
        }
        return database;
    }

    /** A database with the current schema. */
    public static TestDatabase migrated() {
        TestDatabase database = empty();
        database.flyway().migrate();
        return database;
    }

    /** A database with an older schema, such as {@code 004}. */
    public static TestDatabase migratedTo(String version) {
        TestDatabase database = empty();
        Flyway.configure()
                .configuration(database.flyway().getConfiguration())
                .target(version)
                .load()
                .migrate();
        return database;
    }

    /** Brings the schema to the current version. */
    public void migrate() {
        flyway().migrate();
    }

    /** The Flyway of the server, as owner. */
    Flyway flyway() {
        return SchemaGate.Schema.flyway(url(), OWNER, "");
    }

    /** Connections as the application gets them: its role, its session bounds. */
    public DataSource asApp() {
        return as(APP);
    }

    public DataSource asOwner() {
        return as(OWNER);
    }

    public DataSource asSuperuser() {
        return as("postgres");
    }

    private DataSource as(String role) {
        PGSimpleDataSource source = new BoundedSource();
        source.setUrl(url());
        source.setUser(role);
        source.setPrepareThreshold(1);
        source.setBinaryTransfer(true);
        source.setStringType("unspecified");
        return source;
    }

    /** Does what the container's pool does with every new session. */
    private static final class BoundedSource extends PGSimpleDataSource {
        private static final long serialVersionUID = 1L;

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            try (Statement statement = connection.createStatement()) {
                statement.execute(Database.SESSION_BOUNDS);
                return connection;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + Server.INSTANCE.getPort() + "/" + name;
    }
}
