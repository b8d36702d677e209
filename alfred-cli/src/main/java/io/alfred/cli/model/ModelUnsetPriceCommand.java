package io.alfred.cli.model;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alfred model unset-price}: an org pays what all pay again. */
@Command(
        name = "unset-price",
        description = "Withdraws an org's own price of a model; older entries keep theirs.")
final class ModelUnsetPriceCommand extends ApiCommand {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PROVIDER/MODEL")
    private String id;

    @Option(names = "--org", paramLabel = "ORG", required = true, description = "Whose price.")
    private String org;

    @Override
    public Integer call() {
        output().object(api().delete(ModelPath.of(spec, id).with("org", org)));
        return ExitCode.OK;
    }
}
