package io.alfred.ear;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** PostgreSQL prepared as a DBA would, Payara Server, and the EAR on it. */
final class Installation implements AutoCloseable {
    private static final Duration READY_MAX = Duration.ofMinutes(2);
    private static final Duration ANSWER_MAX = Duration.ofMinutes(1);
    private static final String OWNER_PASSWORD = "it's the owner's";
    private static final String APP_PASSWORD = "the application's";

    private final EmbeddedPostgres postgres;
    private final PayaraDomain domain;
    private final Path data;
    private final HttpClient http;

    /**
     * Starts everything and waits until the application is ready.
     *
     * @param folder an empty folder
     */
    Installation(Path server, Path ear, Path initSql, Path folder) throws Exception {
        data = folder.resolve("data");
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1)).start();
        try {
            InitSql.run(
                    initSql,
                    databaseUrl(""),
                    Map.of("owner_password", OWNER_PASSWORD, "app_password", APP_PASSWORD));
            domain = new PayaraDomain(server, folder.resolve("domains"), environment());
        } catch (IOException | SQLException | InterruptedException | RuntimeException e) {
            postgres.close();
            throw e;
        }
        try {
            domain.start();
            domain.deploy(ear);
            awaitReady();
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The operator, with the token that the server wrote at its first start. */
    Client operator() throws IOException {
        return with(Files.readString(data.resolve("admin.token")).strip());
    }

    PayaraDomain domain() {
        return domain;
    }

    Path data() {
        return data;
    }

    /** The first column of the first row, asked as superuser. */
    String query(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(databaseUrl("alfred"), "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
        domain.close();
        postgres.close();
    }

    private Client with(String key) {
        return new Client(http, domain.url(), key, ANSWER_MAX);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("ALFRED_DB_URL", databaseUrl("alfred"));
        environment.put("ALFRED_DB_USER", "alfred_app");
        environment.put("ALFRED_DB_PASSWORD", APP_PASSWORD);
        environment.put("ALFRED_DB_OWNER_USER", "alfred_owner");
        environment.put("ALFRED_DB_OWNER_PASSWORD", OWNER_PASSWORD);
        environment.put("ALFRED_DATA_DIR", data.toString());
        environment.put("ALFRED_SANDBOX_ENABLED", "true");
        return environment;
    }

    private String databaseUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + database;
    }

    private void awaitReady() throws IOException, InterruptedException {
        Client nobody = with("none");
        Client.Answer answer = nobody.get("/health/ready");
        long deadline = System.nanoTime() + READY_MAX.toNanos();
        while (answer.status() != 200) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "not ready: " + answer + "; see " + domain.serverLog());
            }
            Thread.sleep(Duration.ofMillis(200));
            answer = nobody.get("/health/ready");
        }
    }
}
