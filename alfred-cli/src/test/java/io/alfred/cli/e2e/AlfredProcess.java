package io.alfred.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A real `alfred serve` from the built distribution, and the command line beside it. */
final class AlfredProcess implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration COMMAND_MAX = Duration.ofMinutes(2);
    private static final Duration READY_MAX = Duration.ofMinutes(3);

    private final Path data;
    private final Path err;
    private final int port;
    private final List<String> options;
    private Process supervisor;

    /** What a command printed and how it ended. */
    record Result(int exitCode, String out, String err) {
        JsonNode json() throws IOException {
            return JSON.readTree(out);
        }

        Result expect(int code) {
            assertThat(exitCode).as("%s%n%s", out, err).isEqualTo(code);
            return this;
        }
    }

    private AlfredProcess(Path data, int port, List<String> options) throws IOException {
        this.data = data;
        this.port = port;
        this.options = List.copyOf(options);
        this.err = Files.createTempFile("alfred", ".err");
        this.supervisor = spawn();
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param options of {@code serve}, besides the port
     */
    static AlfredProcess start(Path data, String... options) throws IOException {
        AlfredProcess alfred = launch(data, options);
        alfred.awaitReady();
        return alfred;
    }

    /** Starts without waiting, for starts that fail. */
    static AlfredProcess launch(Path data, String... options) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return new AlfredProcess(data, free.getLocalPort(), List.of(options));
        }
    }

    /** Starts again on the same data directory and port. */
    void restart() throws IOException {
        supervisor = spawn();
        awaitReady();
    }

    long pid() {
        return supervisor.pid();
    }

    /** What the supervisor said on stderr since it was started last. */
    String err() throws IOException {
        return Files.readString(err);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Runs a command to its end; what it reads from standard input is given, never in argv. */
    Result runWithInput(String stdin, String... arguments)
            throws IOException, InterruptedException {
        return run(data, COMMAND_MAX, stdin, arguments);
    }

    /** Runs a command that needs no server of its own to its end. */
    static Result runApart(Path data, Duration limit, String... arguments)
            throws IOException, InterruptedException {
        return run(data, limit, "", arguments);
    }

    private static Result run(Path data, Duration limit, String stdin, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher().toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("alfred", ".out");
        Path err = Files.createTempFile("alfred", ".err");
        Process process =
                prepared(command, data)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        try {
            try (var in = process.outputWriter()) {
                in.write(stdin);
            }
            assertThat(process.waitFor(limit.toSeconds(), TimeUnit.SECONDS))
                    .as("%s ends", command)
                    .isTrue();
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroy();
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        return runWithInput("", arguments);
    }

    /** Asks the API with the admin token of the data directory. */
    JsonNode api(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url() + path))
                        .header(
                                "Authorization",
                                "Bearer " + Files.readString(data.resolve("admin.token")).strip())
                        .build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }

    /** kill -9 of the server's own JVM; the supervisor then ends by itself. */
    void killServer() throws InterruptedException {
        List<ProcessHandle> children = supervisor.children().filter(AlfredProcess::isJava).toList();
        assertThat(children).as("the server's JVM").hasSize(1);
        children.getFirst().destroyForcibly();
        assertThat(supervisor.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    /** kill -9 of the supervisor, which the server's JVM must not outlive. */
    void killSupervisor() throws InterruptedException {
        List<ProcessHandle> children = supervisor.children().filter(AlfredProcess::isJava).toList();
        supervisor.destroyForcibly().waitFor();
        await("the server's JVM ends", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** kill -9 of PostgreSQL's first process. */
    void killPostgres() throws IOException {
        String pid = Files.readAllLines(data.resolve("pg/postmaster.pid")).getFirst().strip();
        assertThat(ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly()).isTrue();
    }

    /** SIGTERM, as an operator's service manager sends it. */
    void terminate() {
        supervisor.destroy();
    }

    /** Waits until the supervisor has ended; its exit code. */
    int awaitEnd() throws InterruptedException {
        assertThat(supervisor.waitFor(90, TimeUnit.SECONDS)).as("the server stops").isTrue();
        return supervisor.exitValue();
    }

    @Override
    public void close() throws IOException {
        supervisor.destroy();
        try {
            awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            supervisor.descendants().forEach(ProcessHandle::destroyForcibly);
            supervisor.destroyForcibly();
            Files.deleteIfExists(err);
        }
    }

    /** Waits for a condition, not for a time. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private void awaitReady() throws IOException {
        StringBuilder line = new StringBuilder();
        long deadline = System.nanoTime() + READY_MAX.toNanos();
        InputStream out = supervisor.getInputStream();
        while (line.indexOf("\n") < 0) {
            assertThat(System.nanoTime()).as("ready in time").isLessThan(deadline);
            int next = out.read();
            if (next < 0) {
                break;
            }
            line.append((char) next);
        }
        assertThat(line.toString())
                .as(() -> "ready line; stderr: " + tail(err) + "; server log: " + tailOfLog())
                .startsWith("alfred ready http://127.0.0.1:" + port);
    }

    private String tailOfLog() {
        return tail(data.resolve("log/server.log"));
    }

    private static String tail(Path file) {
        try {
            String log = Files.readString(file);
            return log.substring(Math.max(0, log.length() - 3000));
        } catch (IOException e) {
            return "none";
        }
    }

    private Process spawn() throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher().toString(), "serve"));
        command.addAll(List.of("--port", String.valueOf(port)));
        command.addAll(options);
        return prepared(command, data).redirectError(err.toFile()).start();
    }

    private static ProcessBuilder prepared(List<String> command, Path data) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("ALFRED_"));
        builder.environment().put("ALFRED_DATA", data.toString());
        builder.environment().put("ALFRED_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("NO_COLOR", "1");
        return builder;
    }

    /** The launcher of the distribution that this build has just assembled. */
    static Path launcher() throws IOException {
        try (var found = Files.find(Path.of("target"), 4, (path, file) -> isLauncher(path))) {
            return found.findFirst().orElseThrow().toAbsolutePath();
        }
    }

    private static boolean isLauncher(Path path) {
        return path.endsWith(Path.of("bin", "alfred")) && Files.isExecutable(path);
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info().command().map(command -> command.endsWith("java")).orElse(false);
    }
}
