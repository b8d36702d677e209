package io.alfred.cli.command;

import io.alfred.cli.core.ExitCode;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Optional;

/** {@code list}: prints the items of a list, page after page up to the limit. */
public abstract class ListCommand extends ApiCommand {
    static final int LIMIT_ITEMS_MAX = 100_000;

    @Spec private CommandSpec spec;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--after",
            paramLabel = "CURSOR",
            description = "Go on where an earlier list ended.")
    private @Nullable String after;

    protected ListCommand() {}

    /** What is asked for. */
    protected abstract ApiPath path(Api api);

    /** What a table shows. */
    protected abstract List<String> columns();

    @Override
    public final Integer call() {
        if (limit < 1 || limit > LIMIT_ITEMS_MAX) {
            throw new ParameterException(
                    spec.commandLine(), "--limit must be 1 to " + LIMIT_ITEMS_MAX);
        }
        Api api = api();
        Api.Items found = api.list(path(api), limit, Optional.ofNullable(after));
        output().items(found.items(), columns());
        found.next()
                .ifPresent(
                        next ->
                                output().talk(
                                                "there are more: raise --limit, or go on with"
                                                        + " --after "
                                                        + next));
        return ExitCode.OK;
    }
}
