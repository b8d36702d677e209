package io.alfred.cli.directory;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;

import java.util.List;

/** {@code alfred org list}. */
@Command(name = "list", description = "Lists the organizations.")
final class OrgListCommand extends ListCommand {
    @Override
    protected ApiPath path(Api api) {
        return Noun.ORG.path();
    }

    @Override
    protected List<String> columns() {
        return Noun.ORG.columns();
    }
}
