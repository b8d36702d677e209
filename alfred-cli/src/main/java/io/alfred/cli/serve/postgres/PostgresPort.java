package io.alfred.cli.serve.postgres;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.core.PrivateFile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/** The port of the embedded PostgreSQL: chosen at the first start, kept as long as it is free. */
record PostgresPort(Path file) {
    /**
     * Range below the ephemeral ports of Linux and macOS.
     *
     * <p>Why: an outgoing connection could otherwise sit on our port just when PostgreSQL is to be
     * restarted on it.
     */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 29_999;
    private static final int TRIES_MAX = 200;

    /** The saved port if it is free, else another one, which is saved. */
    int choose() {
        OptionalInt saved = saved();
        if (saved.isPresent() && free(saved.getAsInt())) {
            return saved.getAsInt();
        }
        for (int i = 0; i < TRIES_MAX; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            if (free(port)) {
                save(port);
                return port;
            }
        }
        throw new CliException(
                ExitCode.FAILURE,
                "no free port between " + LOWEST + " and " + HIGHEST + " for PostgreSQL",
                "stop what listens there");
    }

    OptionalInt saved() {
        try {
            JsonNode port = Json.parse(Files.readString(file), file.toString()).path("port");
            return port.canConvertToInt() ? OptionalInt.of(port.intValue()) : OptionalInt.empty();
        } catch (NoSuchFileException e) {
            return OptionalInt.empty();
        } catch (IOException e) {
            throw Troubles.unreadable(file, e);
        }
    }

    void save(int port) {
        PrivateFile.write(file, Json.write(Json.object().put("port", port)) + "\n");
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
