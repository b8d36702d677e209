package io.alfred.cli.audit;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;

/** {@code alfred audit export}. */
@Command(
        name = "export",
        description = "Writes the whole log as NDJSON; verify it with alfred audit verify FILE.",
        footer = {
            "%nTake the checkpoints first, so that they are not newer than the export:",
            "  alfred audit checkpoints checkpoints.jsonl",
            "  alfred audit export audit.ndjson"
        })
final class AuditExportCommand extends ApiCommand {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Where to (default: stdout).")
    private @Nullable Path file;

    @Override
    public Integer call() {
        Download.of(api(), ApiPath.of("api", "audit", "export")).to(file, output());
        return ExitCode.OK;
    }
}
