package io.alfred.cli.bench.proof;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;

import java.time.Duration;
import java.util.Set;

/**
 * What a proof run does; with the same seed the clients ask for the same and the kills keep the
 * same rhythm, although the machine interleaves them anew each time.
 *
 * @param load how long clients call and processes are killed; start, end and comparison come on top
 */
public record ProofPlan(Duration load, int nodes, int clients, Set<Victim> kills, long seed) {
    static final Duration LOAD_MIN = Duration.ofSeconds(5);
    static final Duration LOAD_MAX = Duration.ofHours(12);
    static final int NODES_MAX = 8;
    static final int CLIENTS_MAX = 1024;

    public ProofPlan {
        kills = Set.copyOf(kills);
        require(
                load.compareTo(LOAD_MIN) >= 0 && load.compareTo(LOAD_MAX) <= 0,
                "--minutes asks for " + load.toSeconds() + " seconds",
                "choose from "
                        + LOAD_MIN.toSeconds()
                        + " seconds to "
                        + LOAD_MAX.toHours()
                        + " hours");
        require(
                nodes >= 1 && nodes <= NODES_MAX,
                nodes + " nodes are not possible",
                "choose --nodes 1 to " + NODES_MAX);
        require(
                clients >= 1 && clients <= CLIENTS_MAX,
                clients + " clients are not possible",
                "choose --clients 1 to " + CLIENTS_MAX);
    }

    private static void require(boolean holds, String message, String fix) {
        if (!holds) {
            throw new CliException(ExitCode.USAGE, message, fix);
        }
    }
}
