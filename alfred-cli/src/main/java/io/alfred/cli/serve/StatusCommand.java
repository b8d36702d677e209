package io.alfred.cli.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;
import io.alfred.cli.profile.Profiles;

import picocli.CommandLine.Command;

import java.net.URI;
import java.util.OptionalLong;

/** {@code alfred status}. */
@Command(
        name = "status",
        description = {
            "Shows whether the server runs and is ready, and what it says about itself.",
            "Exit code 0: ready, 1: running but not ready, 7: not running."
        })
public final class StatusCommand extends ApiCommand {
    @Override
    public Integer call() {
        Profiles profiles = Profiles.of(globals());
        URI url = profiles.knownEndpoint().orElseThrow(this::notRunning);
        ObjectNode status = Json.object().put("url", url.toString());
        supervisor(url).ifPresent(pid -> status.put("pid", pid));
        return switch (Listener.health(url)) {
            case READY -> {
                status.put("ready", true);
                if (profiles.connection().api().get(ApiPath.of("api", "status"))
                        instanceof ObjectNode said) {
                    status.setAll(said);
                }
                output().object(status);
                yield ExitCode.OK;
            }
            case NOT_READY -> {
                output().object(status.put("ready", false));
                yield ExitCode.FAILURE;
            }
            case SILENT -> throw notRunning();
        };
    }

    /** The local process, if {@code url} is this data directory's server. */
    private OptionalLong supervisor(URI url) {
        return globals().dataDir().endpoint().filter(url::equals).isPresent()
                ? ServeLock.holder(ServeFiles.in(globals().dataDir()).lock())
                : OptionalLong.empty();
    }

    private CliException notRunning() {
        return new CliException(
                ExitCode.UNREACHABLE,
                Profiles.of(globals())
                        .knownEndpoint()
                        .map(url -> "nothing answers at " + url)
                        .orElse("no server runs on " + globals().dataDir().root()),
                "start one with `alfred serve`, or name another with `alfred login`");
    }
}
