package io.alfred.cli.access;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.http.ApiPath;
import io.alfred.cli.profile.Connection;
import io.alfred.cli.profile.Profiles;

import picocli.CommandLine.Command;

/** {@code alfred whoami}. */
@Command(name = "whoami", description = "Shows who is signed in, and where.")
public final class WhoamiCommand extends ApiCommand {
    @Override
    public Integer call() {
        Connection connection = Profiles.of(globals()).connection();
        output().detail("signed in at " + connection.url());
        output().object(connection.api().get(ApiPath.of("api", "whoami")));
        return ExitCode.OK;
    }
}
