package io.alfred.cli.alert;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;

/** {@code alfred alert list}. */
@Command(name = "list", description = "Lists the alerts that nobody has acknowledged.")
final class AlertListCommand extends ListCommand {
    @Option(names = "--all", description = "The acknowledged ones too.")
    private boolean all;

    @Override
    protected ApiPath path(Api api) {
        return ApiPath.of("api", "alerts").with("open", all ? null : "true");
    }

    @Override
    protected List<String> columns() {
        return List.of("at", "severity", "kind", "subject", "data", "acknowledged_at", "id");
    }
}
