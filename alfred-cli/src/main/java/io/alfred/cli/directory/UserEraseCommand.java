package io.alfred.cli.directory;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.command.Confirmation;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alfred user erase NAME}. */
@Command(
        name = "erase",
        description = {
            "Erases a person for good: the name, the names of its keys, the key that opens what"
                    + " the",
            "audit log sealed. All its keys are revoked. Amounts and the log stay as they are."
        })
final class UserEraseCommand extends ApiCommand {
    @Parameters(paramLabel = "NAME|ID")
    private String name;

    @Option(
            names = "--org",
            paramLabel = "ORG",
            description = "Its organization, where several have one of that name.")
    private @Nullable String org;

    @Override
    public Integer call() {
        Confirmation.require(
                "Erase the user "
                        + name
                        + " for good? Its keys end, and nobody can tell any more who it was.",
                globals());
        output().object(
                        api().delete(
                                        ApiPath.of("api", "users", name, "personal-data")
                                                .with("org", org)));
        return ExitCode.OK;
    }
}
