package io.alfred.cli.limit;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alfred limit set}. */
@Command(
        name = "set",
        description =
                "Sets a rate limit, in place of the one for the same models; what is left out is"
                        + " not limited.")
final class LimitSetCommand extends ApiCommand {
    @Mixin private LimitSubject subject;

    @Option(
            names = "--requests-per-minute",
            paramLabel = "N",
            description = "How many calls may begin in a minute.")
    private @Nullable Integer requestsPerMinute;

    @Option(
            names = "--burst",
            paramLabel = "N",
            description = "How many of them at once (default: a minute's).")
    private @Nullable Integer burst;

    @Option(
            names = "--tokens-per-minute",
            paramLabel = "N",
            description = "Prompt and completion tokens in a minute.")
    private @Nullable Long tokensPerMinute;

    @Option(names = "--concurrent", paramLabel = "N", description = "Calls at a time.")
    private @Nullable Integer concurrent;

    @Override
    public Integer call() {
        ObjectNode body = Json.object();
        body.put("subject", subject.name());
        put(body, "org", subject.org());
        put(body, "model", subject.model());
        put(body, "requests_per_minute", requestsPerMinute);
        put(body, "burst", burst);
        put(body, "tokens_per_minute", tokensPerMinute);
        put(body, "concurrent", concurrent);
        output().object(api().put(ApiPath.of("api", "limits"), body));
        return ExitCode.OK;
    }

    private static void put(ObjectNode body, String field, @Nullable Object value) {
        if (value != null) {
            body.putPOJO(field, value);
        }
    }
}
