package io.alfred.cli.provider;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code alfred provider show}. */
@Command(name = "show", description = "Shows a provider.")
final class ProviderShowCommand extends ApiCommand {
    @Parameters(paramLabel = "PROVIDER")
    private String name;

    @Override
    public Integer call() {
        output().object(api().get(ApiPath.of("api", "providers", name)));
        return ExitCode.OK;
    }
}
