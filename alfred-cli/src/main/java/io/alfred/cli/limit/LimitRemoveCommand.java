package io.alfred.cli.limit;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Objects;
import java.util.Optional;

/** {@code alfred limit remove}. */
@Command(name = "remove", description = "Removes a rate limit; prints what it was.")
final class LimitRemoveCommand extends ApiCommand {
    /** A subject has one limit for each model or beginning of models. */
    private static final int LIMITS_MAX = 10_000;

    @Mixin private LimitSubject subject;

    @Override
    public Integer call() {
        Api api = api();
        ApiPath list =
                ApiPath.of("api", "limits")
                        .with("subject", subject.name())
                        .with("org", subject.org());
        for (JsonNode limit : api.list(list, LIMITS_MAX, Optional.empty()).items()) {
            if (Objects.equals(limit.path("model").textValue(), subject.model())) {
                String id = limit.path("id").asText();
                output().object(api.delete(ApiPath.of("api", "limits", id)));
                return ExitCode.OK;
            }
        }
        String models = subject.model() == null ? "all models together" : subject.model();
        throw new CliException(
                ExitCode.NOT_FOUND,
                subject.name() + " has no rate limit for " + models,
                "list what there is: alfred limit list " + subject.name());
    }
}
