package io.alfred.cli.command;

import io.alfred.cli.core.GlobalOptions;

import picocli.CommandLine.Mixin;

/** A noun: takes the global options in front of its verbs, does nothing itself. */
public abstract class Group {
    @Mixin private GlobalOptions globals;

    protected Group() {}

    protected final GlobalOptions globals() {
        return globals;
    }
}
