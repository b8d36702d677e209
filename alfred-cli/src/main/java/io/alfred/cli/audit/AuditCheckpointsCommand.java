package io.alfred.cli.audit;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;

/** {@code alfred audit checkpoints}. */
@Command(
        name = "checkpoints",
        description = "Writes the signed checkpoints, one JSON object a line.")
final class AuditCheckpointsCommand extends ApiCommand {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Where to (default: stdout).")
    private @Nullable Path file;

    @Override
    public Integer call() {
        Download.of(api(), ApiPath.of("api", "audit", "checkpoints")).to(file, output());
        return ExitCode.OK;
    }
}
