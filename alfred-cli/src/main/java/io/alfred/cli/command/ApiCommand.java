package io.alfred.cli.command;

import io.alfred.cli.core.GlobalOptions;
import io.alfred.cli.core.Output;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ChangeKeys;
import io.alfred.cli.profile.Profiles;

import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** A verb; most call the server. Its result is the exit code. */
public abstract class ApiCommand implements Callable<Integer> {
    @Mixin private GlobalOptions globals;

    protected ApiCommand() {}

    protected final GlobalOptions globals() {
        return globals;
    }

    protected final Output output() {
        return globals.output();
    }

    /** The server, as whoever signed in; to be asked for once, as it counts the changes made. */
    protected final Api api() {
        return Profiles.of(globals).connection().api(changeKeys());
    }

    /** The keys of this command's changes: the one given, else new ones. */
    protected final ChangeKeys changeKeys() {
        return globals.idempotencyKey().map(ChangeKeys::of).orElseGet(ChangeKeys::fresh);
    }
}
