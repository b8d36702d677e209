package io.alfred.web.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.sql.DataSource;

/**
 * One PostgreSQL and one server for all container tests of the module, with a data directory of
 * their own.
 *
 * <p>{@link ContainerExtension} opens it before the container starts and closes it after the last
 * test.
 */
final class Installation implements AutoCloseable {
    /** Time for a body to arrive; long enough for a busy machine, short enough to wait for. */
    static final long BODY_TIMEOUT_MS = 5_000;

    /** A provider whose project is told to serve calls in the dearer tier that name none. */
    static final String FAST_BY_DEFAULT = "of-fast";

    private static final String NETWORK = "set configs.config.server-config.network-config.";
    private static final String OWNER = "alfred_owner";
    private static final String APP = "alfred_app";
    private static final String PASSWORD = "only-for-tests";
    private static final String DATABASE = "alfred";
    private static final int FIRST_JDK_WITH_UNSAFE_OPTION = 23;

    private static Installation current;

    private final EmbeddedPostgres postgres;
    private final Path target;
    private final Path home;
    private final int port;
    private final TestProvider provider;
    private final GoogleTokens googleTokens = GoogleTokens.make();

    private Installation(EmbeddedPostgres postgres, Path target, Path home, int port)
            throws IOException {
        this.postgres = postgres;
        this.target = target;
        this.home = home;
        this.port = port;
        this.provider = TestProvider.start();
        provider.serve(GoogleTokens.PATH, googleTokens);
    }

    /** The installation under test. */
    static synchronized Installation current() {
        if (current == null) {
            throw new IllegalStateException("the container extension has not started");
        }
        return current;
    }

    /** Starts the database and prepares what the server needs. */
    static synchronized Installation open() throws IOException, SQLException {
        Path target = Path.of(System.getProperty("alfred.it.dir", "target")).toAbsolutePath();
        Path home = Files.createTempDirectory(target, "it-");
        Files.createDirectories(home.resolve("tmp"));
        Files.writeString(
                home.resolve("preboot.txt"),
                NETWORK
                        + "network-listeners.network-listener.http-listener.address=127.0.0.1\n"
                        + NETWORK
                        + "protocols.protocol.http-listener.http.http2-enabled=false\n");
        EmbeddedPostgres postgres =
                EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofMinutes(1))
                        .setServerConfig("max_connections", "100")
                        .start();
        current = new Installation(postgres, target, home, freePort());
        current.createDatabase();
        return current;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + OWNER + " LOGIN PASSWORD '" + PASSWORD + "'");
            statement.execute("CREATE ROLE " + APP + " LOGIN PASSWORD '" + PASSWORD + "'");
            statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + OWNER);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The provider that every test has upstream. */
    TestProvider provider() {
        return provider;
    }

    /** Where service accounts of that provider get their tokens. */
    GoogleTokens googleTokens() {
        return googleTokens;
    }

    String adminToken() {
        return text(dataDir().resolve("admin.token")).strip();
    }

    Path war() {
        return target.resolve("ROOT.war");
    }

    Path dataDir() {
        return home.resolve("data");
    }

    /** Everything the server wrote to its own log. */
    String serverLog() {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file -> file.getFileName().toString().startsWith("server.log"))
                    .map(Installation::text)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    /** All lines of the request log. */
    List<String> requestLog() {
        return text(dataDir().resolve("log/requests.0.jsonl")).lines().toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }

    /** Connections with the rights of the running server. */
    DataSource asApp() {
        return connections(APP);
    }

    DataSource asSuperuser() {
        return connections("postgres");
    }

    private DataSource connections(String user) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl());
        source.setUser(user);
        source.setPassword(PASSWORD);
        return source;
    }

    private String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + DATABASE;
    }

    /** What {@code arquillian.xml} cannot know. */
    Map<String, String> containerSettings() {
        return Map.of(
                "microJar", target.resolve("payara-micro.jar").toString(),
                "cmdOptions", spaced(javaOptions()),
                "extraMicroOptions", spaced(microOptions()));
    }

    private List<String> javaOptions() {
        List<String> options = new ArrayList<>();
        // quick to start and enough for tests; never for serving
        options.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx768m"));
        options.add("-Djava.io.tmpdir=" + home.resolve("tmp"));
        options.add("--enable-native-access=ALL-UNNAMED");
        if (Runtime.version().feature() >= FIRST_JDK_WITH_UNSAFE_OPTION) {
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        Map<String, String> settings = new TreeMap<>();
        settings.put("alfred.db.url", jdbcUrl());
        settings.put("alfred.db.user", APP);
        settings.put("alfred.db.password", PASSWORD);
        settings.put("alfred.db.owner.user", OWNER);
        settings.put("alfred.db.owner.password", PASSWORD);
        settings.put("alfred.data.dir", dataDir().toString());
        settings.put(
                "alfred.google.token-uri",
                URI.create(provider.baseUrl()).resolve(GoogleTokens.PATH).toString());
        settings.put("alfred.providers.fast-by-default", FAST_BY_DEFAULT);
        settings.put("alfred.sandbox.enabled", "true");
        settings.put("alfred.ledger.check-period-s", "1");
        settings.put("alfred.stream.heartbeat-ms", "3000");
        settings.put("alfred.request.body-timeout-ms", Long.toString(BODY_TIMEOUT_MS));
        settings.forEach((name, value) -> options.add("-D" + name + "=" + value));
        return options;
    }

    private List<String> microOptions() {
        return List.of(
                "--port",
                Integer.toString(port),
                "--prebootcommandfile",
                home.resolve("preboot.txt").toString(),
                "--rootdir",
                home.resolve("payara").toString(),
                "--logtofile",
                home.resolve("server.log").toString(),
                "--disablephonehome");
    }

    /** The container splits at spaces that no backslash precedes. */
    private static String spaced(List<String> options) {
        return options.stream()
                .map(option -> option.replace(" ", "\\ "))
                .collect(Collectors.joining(" "));
    }

    @Override
    public void close() throws IOException {
        provider.close();
        postgres.close();
    }
}
