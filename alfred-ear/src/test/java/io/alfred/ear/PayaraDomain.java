package io.alfred.ear;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A throw-away domain of a real Payara Server. It listens on 127.0.0.1 alone and runs on the JDK of
 * the test.
 */
final class PayaraDomain implements AutoCloseable {
    private static final String NAME = "alfred";
    private static final int HTTP = 80;
    private static final int ADMIN = 48;
    private static final Duration COMMAND_MAX = Duration.ofMinutes(5);

    private final Path asadmin;
    private final Path domains;
    private final Map<String, String> environment;
    private final int portBase = freePortBase();
    private final Instant created = Instant.now();
    private final Thread killer = new Thread(this::kill, "payara-killer");

    /**
     * Creates the domain; nothing runs yet.
     *
     * @param server the unpacked distribution
     * @param domains an empty folder for the domain
     * @param environment what the server sees beside the environment of this process
     */
    PayaraDomain(Path server, Path domains, Map<String, String> environment)
            throws IOException, InterruptedException {
        this.asadmin = server.resolve("bin/asadmin");
        this.domains = domains;
        this.environment = environment;
        Files.createDirectories(domains);
        asadmin(
                "create-domain",
                "--nopassword",
                "--domaindir",
                domains.toString(),
                "--portbase",
                Integer.toString(portBase),
                NAME);
        configure();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + (portBase + HTTP));
    }

    Path serverLog() {
        return domains.resolve(NAME).resolve("logs/server.log");
    }

    void start() throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(killer);
        asadmin("start-domain", "--domaindir", domains.toString(), NAME);
    }

    void deploy(Path ear) throws IOException, InterruptedException {
        admin("deploy", "--name", "alfred", ear.toString());
    }

    /** Stops it in order: whatever is running in it may end first. */
    void stop() throws IOException, InterruptedException {
        asadmin("stop-domain", "--domaindir", domains.toString(), NAME);
        Runtime.getRuntime().removeShutdownHook(killer);
    }

    /** Ends it whatever its state. */
    @Override
    public void close() {
        kill();
    }

    /** Runs a command on the running domain and returns its output. */
    String admin(String... command) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>();
        arguments.add("--port");
        arguments.add(Integer.toString(portBase + ADMIN));
        arguments.addAll(List.of(command));
        return asadmin(arguments.toArray(String[]::new));
    }

    private String asadmin(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", asadmin.toString()));
        command.addAll(List.of(arguments));
        Path output = domains.resolve("asadmin.out");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("AS_JAVA", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(COMMAND_MAX.toMillis(), TimeUnit.MILLISECONDS);
        String text = Files.readString(output);
        if (!ended) {
            process.destroyForcibly();
        }
        if (!ended || process.exitValue() != 0) {
            throw new IllegalStateException(
                    "asadmin " + String.join(" ", arguments) + " failed: " + text);
        }
        return text;
    }

    /**
     * By default: all interfaces, a message broker, a data grid that looks for others, and one
     * carrier of virtual threads per processor.
     */
    private void configure() throws IOException {
        Path file = domains.resolve(NAME).resolve("config/domain.xml");
        String xml = Files.readString(file);
        Files.writeString(
                file,
                xml.replace("\"0.0.0.0\"", "\"127.0.0.1\"")
                        .replace("<jms-service type=\"EMBEDDED\"", "<jms-service type=\"DISABLED\"")
                        .replaceAll(
                                "<network-listener (?!address=)",
                                "<network-listener address=\"127.0.0.1\" ")
                        .replace(
                                "<hazelcast-config-specific-configuration",
                                "<hazelcast-config-specific-configuration enabled=\"false\""));
    }

    private void kill() {
        try {
            Path pid = domains.resolve(NAME).resolve("config/pid");
            if (Files.exists(pid)) {
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                        .filter(this::isOurs)
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An earlier process had this id otherwise; its command line is too long to be told. */
    private boolean isOurs(ProcessHandle process) {
        return process.info().startInstant().filter(created::isBefore).isPresent();
    }

    /** The first of a hundred ports of which those that matter are free. */
    private static int freePortBase() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int base = 20_000 + 100 * ThreadLocalRandom.current().nextInt(100);
            if (isFree(base + HTTP) && isFree(base + ADMIN)) {
                return base;
            }
        }
        throw new IllegalStateException("no free ports between 20000 and 30000");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
