package io.alfred.bench;

import org.eclipse.microprofile.config.Config;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The baseline: pgbench's two tables and its simple update, over plain JDBC, on the database of the
 * ledger.
 *
 * <p>Why in the server: the same JVM with the same compiler makes both loads, so that their ratio
 * is one of databases and not of clients. Connections stay open for the next sample.
 */
final class BaselineTable implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BaselineTable.class.getName());

    /** Rows of pgbench's accounts at scale 1. */
    private static final int ACCOUNTS = 100_000;

    private static final List<String> MAKE =
            List.of(
                    "CREATE TABLE bench_account (id integer PRIMARY KEY, balance bigint NOT NULL,"
                            + " filler char(84) NOT NULL) WITH (fillfactor = 90)",
                    "INSERT INTO bench_account SELECT n, 0, '' FROM generate_series(1, "
                            + ACCOUNTS
                            + ") n",
                    "CREATE TABLE bench_history (account integer NOT NULL, delta bigint NOT NULL,"
                            + " at timestamptz NOT NULL, filler char(22))",
                    "VACUUM ANALYZE bench_account");

    private static final String UPDATE =
            "UPDATE bench_account SET balance = balance + ? WHERE id = ?";
    private static final String SELECT = "SELECT balance FROM bench_account WHERE id = ?";
    private static final String INSERT =
            "INSERT INTO bench_history (account, delta, at) VALUES (?, ?, now())";

    private final String url;
    private final Properties login;
    private final List<Client> clients = new ArrayList<>();

    private BaselineTable(String url, Properties login) {
        this.url = url;
        this.login = login;
    }

    /** Makes the tables with the owner's credentials, which the server migrated with. */
    static BaselineTable create(Config config) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", config.getValue("alfred.db.owner.user", String.class));
        login.setProperty("password", config.getValue("alfred.db.owner.password", String.class));
        // as the ledger's data source
        login.setProperty("prepareThreshold", "1");
        login.setProperty("binaryTransfer", "true");
        BaselineTable table =
                new BaselineTable(config.getValue("alfred.db.url", String.class), login);
        try (Connection connection = table.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : MAKE) {
                statement.execute(sql);
            }
        }
        return table;
    }

    /** As many clients as asked for, each with a connection of its own. */
    List<Client> clients(int count) throws SQLException {
        while (clients.size() < count) {
            clients.add(new Client(connect()));
        }
        return clients.subList(0, count);
    }

    @Override
    public void close() {
        for (Client client : clients) {
            try {
                client.connection.close();
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.DEBUG, "a connection was gone already", e);
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, login);
    }

    /** One connection with its statements. */
    static final class Client {
        private final Connection connection;
        private final PreparedStatement update;
        private final PreparedStatement select;
        private final PreparedStatement insert;

        private Client(Connection connection) throws SQLException {
            this.connection = connection;
            this.update = connection.prepareStatement(UPDATE);
            this.select = connection.prepareStatement(SELECT);
            this.insert = connection.prepareStatement(INSERT);
        }

        /** {@code BEGIN; UPDATE; SELECT; INSERT; COMMIT} on a random account. */
        int simpleUpdate(ClosedLoop.Watch watch) throws SQLException {
            long startedNanos = System.nanoTime();
            connection.setAutoCommit(false);
            int account = update();
            select.setInt(1, account);
            select.executeQuery().close();
            insert.setInt(1, account);
            insert.setLong(2, 1);
            insert.executeUpdate();
            connection.commit();
            watch.first(startedNanos);
            return 1;
        }

        /** One {@code UPDATE} that commits by itself. */
        int plainCommit(ClosedLoop.Watch watch) throws SQLException {
            long startedNanos = System.nanoTime();
            connection.setAutoCommit(true);
            update();
            watch.first(startedNanos);
            return 1;
        }

        private int update() throws SQLException {
            int account = ThreadLocalRandom.current().nextInt(ACCOUNTS) + 1;
            update.setLong(1, 1);
            update.setInt(2, account);
            update.executeUpdate();
            return account;
        }
    }
}
