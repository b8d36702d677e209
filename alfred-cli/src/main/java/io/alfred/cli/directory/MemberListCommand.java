package io.alfred.cli.directory;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;

/** {@code alfred team list} and {@code alfred user list}. */
@Command(name = "list", description = "Lists them, of one organization or of all.")
final class MemberListCommand extends ListCommand {
    @Spec private CommandSpec verb;

    @Option(names = "--org", paramLabel = "ORG", description = "Only of this organization.")
    private @Nullable String org;

    @Override
    protected ApiPath path(Api api) {
        return Noun.of(verb).path().with("org", org);
    }

    @Override
    protected List<String> columns() {
        return Noun.of(verb).columns();
    }
}
