package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.DataDir;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.core.PrivateFile;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;

/**
 * What {@code endpoint.json} tells other commands while a server is ready.
 *
 * @param pid the supervisor, which is the one to signal
 * @param serverPid its child that serves
 */
record Endpoint(URI url, long pid, long serverPid) {
    void write(DataDir dataDir) {
        PrivateFile.write(
                dataDir.endpointFile(),
                Json.write(
                                Json.object()
                                        .put("url", url.toString())
                                        .put("pid", pid)
                                        .put("server_pid", serverPid))
                        + "\n");
    }

    static void remove(DataDir dataDir) {
        try {
            Files.deleteIfExists(dataDir.endpointFile());
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "cannot remove " + dataDir.endpointFile(),
                    "make its folder writable, or choose another --data",
                    e);
        }
    }
}
