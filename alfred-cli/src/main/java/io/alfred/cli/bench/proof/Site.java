package io.alfred.cli.bench.proof;

import io.alfred.cli.core.DataDir;
import io.alfred.cli.core.Json;
import io.alfred.cli.core.PrivateFile;
import io.alfred.cli.http.Api;
import io.alfred.cli.serve.ServerNode;
import io.alfred.cli.serve.ThrowAwayServer;
import io.alfred.cli.serve.postgres.EmbeddedPostgres;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The installation under proof: nodes that share a PostgreSQL, a keystore and an admin token, as
 * {@code docs/operating/several-nodes.md} says.
 */
final class Site implements AutoCloseable {
    /** Short, so that some orphans are charged provisionally before the bill comes. */
    static final int UNKNOWN_GRACE_S = 20;

    private static final int LEDGER_WAIT_MS = 5_000;
    private static final String JAVA_OPTIONS = "ALFRED_JAVA_OPTS";

    private final ThrowAwayServer server;
    private final Map<String, String> environment;
    private final List<ServerNode> nodes = new ArrayList<>();
    private final List<Api> apis = new ArrayList<>();

    private Site(ThrowAwayServer server, Map<String, String> environment) {
        this.server = server;
        this.environment = environment;
    }

    static Site open(DataDir operators, Map<String, String> environment, int nodes)
            throws InterruptedException {
        Site site = new Site(ThrowAwayServer.open(operators, environment), environment);
        try {
            site.start(nodes);
            return site;
        } catch (InterruptedException | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    private void start(int count) throws InterruptedException {
        Map<String, String> settings = new HashMap<>();
        settings.put("ALFRED_HOLD_UNKNOWN_GRACE_S", Integer.toString(UNKNOWN_GRACE_S));
        settings.put("ALFRED_LEDGER_WAIT_MAX_MS", Integer.toString(LEDGER_WAIT_MS));
        settings.put(
                "ALFRED_UPSTREAM_TIMEOUT_MS", Long.toString(MeteringProvider.PATIENCE.toMillis()));
        settings.put("ALFRED_SANDBOX_ENABLED", "false");
        // a node that is killed all the time had better start fast than run fast
        settings.put(
                JAVA_OPTIONS, environment.getOrDefault(JAVA_OPTIONS, "-XX:TieredStopAtLevel=1"));
        for (int i = 0; i < count; i++) {
            ServerNode node = server.addNode(settings);
            nodes.add(node);
            if (i == 0) {
                Path shared = node.dataDir().root().resolve("secrets");
                settings.put(
                        "ALFRED_SECRETS_KEYSTORE_FILE", shared.resolve("keystore.p12").toString());
                settings.put(
                        "ALFRED_SECRETS_KEYSTORE_PASSWORD_FILE",
                        shared.resolve("keystore.password").toString());
                settings.put("ALFRED_ADMIN_TOKEN_FILE", node.dataDir().adminTokenFile().toString());
            }
        }
        // all at once: whoever comes first founds the installation
        eachNode(ServerNode::start);
        for (ServerNode node : nodes) {
            signIn(node);
        }
    }

    private void signIn(ServerNode node) {
        String token =
                nodes.getFirst()
                        .dataDir()
                        .adminToken()
                        .orElseThrow(() -> new IllegalStateException("no admin token"));
        apis.add(new Api(node.url(), token));
        PrivateFile.write(node.dataDir().adminTokenFile(), token + "\n");
        PrivateFile.write(
                node.dataDir().endpointFile(),
                Json.write(Json.object().put("url", node.url().toString())) + "\n");
    }

    private interface NodeAction {
        void on(ServerNode node) throws InterruptedException;
    }

    private void eachNode(NodeAction action) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (ServerNode node : nodes) {
                tasks.add(
                        () -> {
                            action.on(node);
                            return null;
                        });
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                join(done);
            }
        }
    }

    /** Waits for a task; its failure is thrown here. */
    static void join(Future<?> task) throws InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    List<ServerNode> nodes() {
        return nodes;
    }

    List<Api> apis() {
        return apis;
    }

    Api api() {
        return apis.getFirst();
    }

    EmbeddedPostgres postgres() {
        return server.postgres();
    }

    /** An operator at one of the nodes. */
    OperatorCommand operator(ServerNode node) {
        return new OperatorCommand(node.dataDir(), environment);
    }

    @Override
    public void close() {
        server.close();
    }
}
