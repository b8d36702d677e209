package io.alfred.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.core.Json;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A real {@code alfred serve} from the built distribution, on a free port, to be killed at will.
 *
 * <p>Use: {@code try (AlfredProcess alfred = AlfredProcess.start(data)) { … }}; closing stops the
 * supervisor, the server and PostgreSQL, in whatever state they are. Start again on the same data
 * directory to see what a crash left.
 */
public final class AlfredProcess implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(4);
    private static final Duration END_LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String READY = "alfred ready ";

    private final Path data;
    private final Process supervisor;
    private final Path out;
    private final Path err;

    /** How a command of the CLI ended. */
    public record Result(int exitCode, String out, String err) {}

    private AlfredProcess(Path data, Process supervisor, Path out, Path err) {
        this.data = data;
        this.supervisor = supervisor;
        this.out = out;
        this.err = err;
    }

    /** Starts and waits until it is ready. */
    public static AlfredProcess start(Path data, String... options)
            throws IOException, InterruptedException {
        AlfredProcess alfred = launch(data, options);
        try {
            alfred.awaitReady();
            return alfred;
        } catch (AssertionError | InterruptedException e) {
            alfred.close();
            throw e;
        }
    }

    /** Starts without waiting: for starts that fail or are killed on the way. */
    public static AlfredProcess launch(Path data, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0"));
        arguments.addAll(List.of(options));
        Path out = Files.createTempFile("alfred", ".out");
        Path err = Files.createTempFile("alfred", ".err");
        return new AlfredProcess(data, process(data, arguments, out, err), out, err);
    }

    /** Runs another command of the CLI on a data directory, to its end. */
    public static Result run(Path data, String... arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("alfred", ".out");
        Path err = Files.createTempFile("alfred", ".err");
        try {
            Process process = process(data, List.of(arguments), out, err);
            assertThat(process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Runs another command of the CLI against this server. */
    public Result run(String... arguments) throws IOException, InterruptedException {
        return run(data, arguments);
    }

    public void awaitReady() throws InterruptedException {
        await(READY_LIMIT, "ready", () -> read(out).contains(READY) || !supervisor.isAlive());
        assertThat(read(out)).as("stderr: " + read(err) + tail()).contains(READY);
    }

    public URI url() {
        return URI.create(
                read(out)
                        .lines()
                        .filter(line -> line.startsWith(READY))
                        .map(line -> line.substring(READY.length()).strip())
                        .findFirst()
                        .orElseThrow());
    }

    public String stdout() {
        return read(out);
    }

    public String stderr() {
        return read(err);
    }

    public Path data() {
        return data;
    }

    public long supervisorPid() {
        return supervisor.pid();
    }

    /** The JVM with Payara Micro. */
    public long serverPid() {
        JsonNode endpoint = Json.parse(read(data.resolve("endpoint.json")), "endpoint.json");
        return endpoint.path("server_pid").longValue();
    }

    /** PostgreSQL's main process; empty when it is not running. */
    public Optional<Long> postgresPid() {
        Path file = data.resolve("pg").resolve("postmaster.pid");
        return Files.exists(file)
                ? read(file).lines().findFirst().map(line -> Long.valueOf(line.strip()))
                : Optional.empty();
    }

    public void kill9Supervisor() throws InterruptedException {
        kill9(supervisorPid());
    }

    public void kill9Server() throws InterruptedException {
        kill9(serverPid());
    }

    public void kill9Postgres() throws InterruptedException {
        kill9(postgresPid().orElseThrow());
    }

    /** Kills server, supervisor and PostgreSQL, as a power cut would. */
    public void kill9Everything() throws InterruptedException {
        long server = serverPid();
        long postgres = postgresPid().orElseThrow();
        kill9(supervisorPid());
        kill9(server);
        kill9(postgres);
    }

    /** Sends SIGTERM and waits; the exit code. */
    public int stop() throws InterruptedException {
        supervisor.toHandle().destroy();
        return awaitExit();
    }

    /** Waits for the supervisor to end by itself; the exit code. */
    public int awaitExit() throws InterruptedException {
        assertThat(supervisor.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as("the supervisor ends; stderr: " + stderr())
                .isTrue();
        return supervisor.exitValue();
    }

    /** Waits until {@code condition} holds; fails after {@code limit}. */
    public static void await(Duration limit, String what, BooleanSupplier condition)
            throws InterruptedException {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("%s within %s", what, limit).isLessThan(deadlineNanos);
            Thread.sleep(POLL);
        }
    }

    /** Whether a process exists. */
    public static boolean alive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    @Override
    public void close() throws IOException {
        try {
            if (supervisor.isAlive()) {
                stop();
            }
            Result left = run("stop");
            assertThat(left.exitCode()).as(left.err()).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while stopping");
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private static void kill9(long pid) throws InterruptedException {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        await(END_LIMIT, "process " + pid + " is gone", () -> !alive(pid));
    }

    private static Process process(Path data, List<String> arguments, Path out, Path err)
            throws IOException {
        String distribution = System.getProperty("alfred.distribution");
        assertThat(distribution).as("alfred.distribution: run by `mvn verify`").isNotNull();
        List<String> command = new ArrayList<>();
        command.add(Path.of(distribution, "bin", "alfred").toString());
        command.addAll(arguments);
        command.addAll(List.of("--data", data.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("ALFRED_"));
        builder.environment().put("ALFRED_JAVA_HOME", System.getProperty("java.home"));
        return builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    }

    private String tail() {
        Path log = data.resolve("log").resolve("server.log");
        if (!Files.exists(log)) {
            return "";
        }
        List<String> lines = read(log).lines().toList();
        return "\nserver.log: "
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
