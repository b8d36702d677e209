package io.alfred.cli.bench.proof;

import io.alfred.cli.core.DataDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code alfred} as an operator would: a process of its own that finds its server by its data
 * directory.
 */
record OperatorCommand(DataDir dataDir, Map<String, String> environment) {
    private static final long MINUTES_MAX = 15;

    /** How a command ended and what it printed. */
    record Result(int exitCode, String out, String err) {
        boolean ok() {
            return exitCode == 0;
        }

        /** One line for a report. */
        String sentence() {
            return "exit code " + exitCode + ": " + err.strip();
        }
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
        command.add("io.alfred.cli.Main");
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(dataDir.root(), "command", ".out");
        Path err = Files.createTempFile(dataDir.root(), "command", ".err");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().keySet().removeIf(name -> name.startsWith("ALFRED_"));
        builder.environment().put("ALFRED_DATA", dataDir.root().toString());
        Process process =
                builder.redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        try {
            if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
                return new Result(-1, "", "no end after " + MINUTES_MAX + " minutes");
            }
            return new Result(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }
}
