package io.alfred.cli.audit;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;

/** {@code alfred audit list}. */
@Command(name = "list", description = "Lists the log, newest first.")
final class AuditListCommand extends ListCommand {
    @Option(names = "--kind", paramLabel = "KIND", description = "Only of this kind.")
    private @Nullable String kind;

    @Option(names = "--tx", paramLabel = "ID", description = "Only of this transaction.")
    private @Nullable String transaction;

    @Override
    protected ApiPath path(Api api) {
        return ApiPath.of("api", "audit", "entries").with("kind", kind).with("tx", transaction);
    }

    @Override
    protected List<String> columns() {
        return List.of("at", "kind", "actor", "subject", "tx", "chain", "seq");
    }
}
