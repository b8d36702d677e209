package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.PrivateFile;
import io.alfred.cli.serve.files.Trees;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** The command line and environment of the server's JVM. Secrets go by environment only. */
record ServerCommand(
        ServeFiles files, ServerHome home, Listener listener, DatabaseAccess database) {
    private static final String DEFAULT_HEAP = "-Xmx1g";

    /** Below the JVM's default threshold, a start would collect the whole heap four times. */
    private static final String METASPACE = "-XX:MetaspaceSize=256m";

    /** Up to so many processors, the collector that takes the least of them (ADR 0018). */
    private static final int FEW_PROCESSORS = 4;

    private static final Pattern COLLECTOR = Pattern.compile("-XX:[+-]Use\\w+GC");

    /**
     * Code that is larger than the processor's caches is slower than what inlining saves (ADR
     * 0023).
     */
    private static final List<String> LESS_INLINING =
            List.of("-XX:InlineSmallCode=1500", "-XX:MaxInlineLevel=9");

    private static final Pattern PAGES =
            Pattern.compile("-XX:[+-]Use(TransparentHuge|Large)Pages(IndividualAllocation)?");
    private static final String NETWORK = "set configs.config.server-config.network-config.";
    private static final int FIRST_JDK_WITH_UNSAFE_OPTION = 23;

    /** From this JDK on the server itself sees to the carriers of its virtual threads. */
    private static final int FIRST_JDK_WITH_ADJUSTABLE_CARRIERS = 24;

    /**
     * Platform threads that carry the virtual ones. With one per processor, calls that load the
     * same class after a start could hold all of them while the one that is next has none.
     */
    private static final int CARRIERS = 64;

    /**
     * Ready to start; makes the scratch folder anew (a used one would bring back old deployments).
     */
    ProcessBuilder prepare(Settings settings) {
        try {
            Trees.delete(files.run());
            Files.createDirectories(temporary());
            for (Path folder : home.payaraFolders()) {
                Trees.copy(folder, payaraRoot().resolve(folder.getFileName().toString()));
            }
            Files.writeString(
                    preBootCommands(),
                    NETWORK
                            + "network-listeners.network-listener.http-listener.address="
                            + listener.address()
                            + "\n"
                            // its upgrade loses requests: a stream that is not there yet is used
                            + NETWORK
                            + "protocols.protocol.http-listener.http.http2-enabled=false\n");
            Files.writeString(logging(), resource("logging.properties"));
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "cannot write " + files.run(),
                    "make it writable for this user, or choose another --data",
                    e);
        }
        ProcessBuilder builder = new ProcessBuilder(arguments(settings));
        builder.environment().clear();
        builder.environment().putAll(environment(settings));
        return builder.directory(files.root().toFile()).redirectErrorStream(true);
    }

    List<String> arguments(Settings settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.add(DEFAULT_HEAP);
        command.add(METASPACE);
        List<String> operators =
                settings.get("ALFRED_JAVA_OPTS")
                        .map(options -> List.of(options.strip().split("\\s+", -1)))
                        .orElse(List.of());
        boolean chosen = operators.stream().anyMatch(COLLECTOR.asMatchPredicate());
        if (!chosen && Runtime.getRuntime().availableProcessors() <= FEW_PROCESSORS) {
            command.add("-XX:+UseParallelGC");
        }
        if (HugePages.askedFor() && operators.stream().noneMatch(PAGES.asMatchPredicate())) {
            command.add("-XX:+UseTransparentHugePages");
        }
        // before the operator's, of which the JVM heeds the last
        command.addAll(LESS_INLINING);
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-Djava.awt.headless=true");
        command.add("-Djava.io.tmpdir=" + temporary());
        if (Runtime.version().feature() < FIRST_JDK_WITH_ADJUSTABLE_CARRIERS) {
            command.add("-Djdk.virtualThreadScheduler.parallelism=" + CARRIERS);
        }
        if (Runtime.version().feature() >= FIRST_JDK_WITH_UNSAFE_OPTION) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(operators);
        command.addAll(List.of("-jar", home.main().toAbsolutePath().toString()));
        command.addAll(List.of("--deploy", home.war().toAbsolutePath().toString()));
        command.addAll(List.of("--port", Integer.toString(listener.port())));
        // one node: the data grid would only open a port on every interface
        command.add("--nohazelcast");
        command.add("--disablephonehome");
        command.addAll(List.of("--prebootcommandfile", preBootCommands().toString()));
        command.addAll(List.of("--logproperties", logging().toString()));
        command.addAll(List.of("--rootdir", payaraRoot().toString()));
        return command;
    }

    /** The operator's environment and settings with what this start decides on top. */
    Map<String, String> environment(Settings settings) {
        Map<String, String> environment = new java.util.HashMap<>(settings.variables());
        environment.put("ALFRED_DATA_DIR", files.root().toString());
        environment.put("ALFRED_DB_URL", database.url());
        environment.put("ALFRED_DB_USER", database.app().user());
        environment.put("ALFRED_DB_PASSWORD", database.app().password());
        environment.remove("ALFRED_DB_OWNER_USER");
        environment.remove("ALFRED_DB_OWNER_PASSWORD");
        database.owner()
                .ifPresent(
                        owner -> {
                            environment.put("ALFRED_DB_OWNER_USER", owner.user());
                            environment.put("ALFRED_DB_OWNER_PASSWORD", owner.password());
                        });
        environment.putIfAbsent("ALFRED_NODE_ID", nodeId());
        if (database.embedded()) {
            environment.putIfAbsent("ALFRED_SANDBOX_ENABLED", "true");
        }
        return environment;
    }

    /** Names this server in the ledger and the audit log; made at the first start. */
    private String nodeId() {
        Path file = files.nodeId();
        try {
            if (!Files.exists(file)) {
                PrivateFile.write(file, UUID.randomUUID() + "\n");
            }
            return UUID.fromString(Files.readString(file).strip()).toString();
        } catch (IOException | IllegalArgumentException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    file + " does not hold a node id (a UUID)",
                    "restore it from a backup, or remove it to get a new one",
                    e);
        }
    }

    private Path payaraRoot() {
        return files.run().resolve("payara");
    }

    private Path temporary() {
        return files.run().resolve("tmp");
    }

    private Path preBootCommands() {
        return files.run().resolve("preboot.txt");
    }

    private Path logging() {
        return files.run().resolve("logging.properties");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ServerCommand.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this build lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
