package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.DataDir;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.serve.files.Trees;
import io.alfred.cli.serve.postgres.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A PostgreSQL and any number of servers on it that nobody will miss: for benchmarks and fault
 * runs, which must never touch the operator's books.
 *
 * <p>Everything lies in {@code bench/} of the data directory, because the disk that is measured
 * should be the one that would serve. Closing removes it, and so does Ctrl-C; what a killed command
 * left behind is removed by the next one.
 */
public final class ThrowAwayServer implements AutoCloseable {
    private static final String JAVA_OPTIONS = "ALFRED_JAVA_OPTS";

    private final Path root;
    private final ServeLock lock;
    private final EmbeddedPostgres postgres;
    private final Map<String, String> environment;
    private final List<ServerNode> nodes = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::removeAll, "throw-away");
    private boolean removed;

    private ThrowAwayServer(Path root, Map<String, String> environment) {
        this.root = root;
        this.environment = withoutOperatorsSettings(environment);
        this.lock =
                ServeLock.tryTake(ServeFiles.in(new DataDir(root)).lock())
                        .orElseThrow(() -> new IllegalStateException(root + " is in use"));
        DataDir database = new DataDir(root.resolve("db"));
        ServeFiles.in(database).makeUsable();
        this.postgres = EmbeddedPostgres.prepare(database);
    }

    /**
     * Starts a PostgreSQL in a new folder of its own.
     *
     * @param operators the data directory below which that folder is made
     * @param environment variables that servers inherit; those named {@code ALFRED_…} are left out,
     *     except the options of their JVM
     */
    public static ThrowAwayServer open(DataDir operators, Map<String, String> environment) {
        ServeFiles.in(operators).makeUsable();
        Path folder = operators.root().resolve("bench");
        try {
            Files.createDirectories(folder);
            removeLeftovers(folder);
            Path root = Files.createTempDirectory(folder, ProcessHandle.current().pid() + "-");
            ThrowAwayServer opened = new ThrowAwayServer(root, environment);
            opened.start();
            return opened;
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "cannot use " + folder + " (" + e.getMessage() + ")",
                    "make it writable, or choose another --data",
                    e);
        }
    }

    private void start() {
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            postgres.start();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Adds a server that is not yet started.
     *
     * @param settings in environment form, such as {@code ALFRED_BENCH_ENABLED}
     */
    public ServerNode addNode(Map<String, String> settings) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.putAll(settings);
        ServerNode node =
                new ServerNode(
                        new DataDir(root.resolve("node-" + (nodes.size() + 1))),
                        new Settings(variables),
                        new DatabaseAccess(
                                postgres.url(),
                                postgres.app(),
                                Optional.of(postgres.owner()),
                                /* embedded= */ true));
        nodes.add(node);
        return node;
    }

    public EmbeddedPostgres postgres() {
        return postgres;
    }

    /** Kills what runs and removes every file. */
    @Override
    public void close() {
        removeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is on its way out, and the hook finds nothing left to do.
            return;
        }
    }

    /** Nothing here is worth a drain, so that Ctrl-C takes effect at once. */
    private synchronized void removeAll() {
        if (removed) {
            return;
        }
        removed = true;
        try (lock) {
            for (ServerNode node : nodes) {
                node.kill();
            }
            postgres.abandon();
            Trees.delete(root);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("alfred: cannot remove " + root + ": " + e.getMessage());
        }
    }

    private static void removeLeftovers(Path folder) throws IOException {
        List<Path> found;
        try (Stream<Path> entries = Files.list(folder)) {
            found = entries.filter(Files::isDirectory).toList();
        }
        String own = ProcessHandle.current().pid() + "-";
        for (Path each : found) {
            // Trying a lock of this very process would free it.
            if (each.getFileName().toString().startsWith(own)) {
                continue;
            }
            Optional<ServeLock> free = ServeLock.tryTake(ServeFiles.in(new DataDir(each)).lock());
            if (free.isPresent()) {
                EmbeddedPostgres.stopOrphan(new DataDir(each.resolve("db")));
                Trees.delete(each);
                free.get().close();
            }
        }
    }

    private static Map<String, String> withoutOperatorsSettings(Map<String, String> environment) {
        Map<String, String> kept = new HashMap<>(environment);
        kept.keySet().removeIf(name -> name.startsWith("ALFRED_") && !name.equals(JAVA_OPTIONS));
        return kept;
    }
}
