package io.alfred.cli.bench;

import io.alfred.cli.bench.gateway.BenchGatewayCommand;
import io.alfred.cli.bench.proof.BenchProofCommand;
import io.alfred.cli.command.Group;

import picocli.CommandLine.Command;

/** {@code alfred bench}. */
@Command(
        name = "bench",
        description = "Benchmarks, on servers of their own that are removed afterwards.",
        subcommands = {
            BenchGatewayCommand.class,
            BenchLedgerCommand.class,
            BenchProofCommand.class
        })
public final class BenchCommand extends Group {}
