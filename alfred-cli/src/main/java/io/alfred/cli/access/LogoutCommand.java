package io.alfred.cli.access;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.profile.Profiles;

import picocli.CommandLine.Command;

/** {@code alfred logout}: forgets what login and init saved; the server is not asked. */
@Command(name = "logout", description = "Forgets the saved endpoint, token and key.")
public final class LogoutCommand extends ApiCommand {
    @Override
    public Integer call() {
        Profiles profiles = Profiles.of(globals());
        output().talk(
                        profiles.delete()
                                ? "deleted " + profiles.file()
                                : "nothing was saved in " + profiles.file());
        return ExitCode.OK;
    }
}
