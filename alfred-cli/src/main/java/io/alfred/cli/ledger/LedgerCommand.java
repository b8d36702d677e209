package io.alfred.cli.ledger;

import io.alfred.cli.command.Group;

import picocli.CommandLine.Command;

/** {@code alfred ledger}. */
@Command(
        name = "ledger",
        description = "The books.",
        subcommands = {
            LedgerListCommand.class,
            LedgerHoldsCommand.class,
            LedgerCheckCommand.class,
            LedgerResolveCommand.class,
            LedgerRefundCommand.class,
            LedgerReconcileCommand.class
        })
public final class LedgerCommand extends Group {}
