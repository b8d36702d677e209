package io.alfred.cli.limit;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;

/** {@code alfred limit list}. */
@Command(name = "list", description = "Lists the rate limits.")
final class LimitListCommand extends ListCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "SUBJECT",
            description = "Only of this one, such as user:ana.")
    private @Nullable String subject;

    @Option(names = "--org", paramLabel = "ORG", description = "Only of this organization.")
    private @Nullable String org;

    @Override
    protected ApiPath path(Api api) {
        return ApiPath.of("api", "limits").with("subject", subject).with("org", org);
    }

    @Override
    protected List<String> columns() {
        return List.of(
                "subject",
                "model",
                "requests_per_minute",
                "burst",
                "tokens_per_minute",
                "concurrent",
                "id");
    }
}
