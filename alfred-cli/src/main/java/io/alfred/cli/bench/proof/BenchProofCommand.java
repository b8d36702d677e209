package io.alfred.cli.bench.proof;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.GlobalOptions;
import io.alfred.cli.core.Output;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code alfred bench proof}: exit code 6 if a promise was broken. */
@Command(
        name = "proof",
        description = {
            "Kills servers and PostgreSQL under load and compares the books with what a metering",
            "provider counted, before and after its bill. Servers, database and provider are its",
            "own and removed afterwards. The operator's books are not touched."
        },
        footer = {"%nExample:", "  alfred bench proof --minutes 10 --nodes 2 --clients 64"})
public final class BenchProofCommand implements Callable<Integer> {
    private static final BigDecimal SECONDS_PER_MINUTE = new BigDecimal(60);

    @Mixin private GlobalOptions globals;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "10",
            description = {
                "How long clients call; decimals are allowed. Starting and comparing come on",
                "top (default: ${DEFAULT-VALUE})."
            })
    private BigDecimal minutes;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "2",
            description = "Servers on the one database (default: ${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "64",
            description = "Callers at the same time (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
            names = "--kills",
            paramLabel = "WHAT",
            split = ",",
            defaultValue = "server,postgres",
            description = {
                "server, postgres, both with a comma between, or none",
                "(default: ${DEFAULT-VALUE})."
            })
    private List<String> kills = List.of();

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Repeats what clients ask for and when processes die (default: random).")
    private @Nullable Long seed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProofPlan plan = plan();
        Output output = globals.output();
        output.talk("seed " + plan.seed());
        ProofReport report =
                new Proof(plan, output::talk)
                        .run(globals.dataDir(), globals.environment().variables());
        output.object(report.json());
        report.findings().forEach(output::talk);
        return report.held() ? ExitCode.OK : ExitCode.INTEGRITY;
    }

    /** What was asked for; usage errors name the option. */
    ProofPlan plan() {
        return new ProofPlan(
                Duration.ofSeconds(minutes.multiply(SECONDS_PER_MINUTE).longValue()),
                nodes,
                clients,
                victims(),
                seed == null ? new SecureRandom().nextLong(1, Integer.MAX_VALUE) : seed);
    }

    private Set<Victim> victims() {
        Set<Victim> victims = EnumSet.noneOf(Victim.class);
        for (String each : kills) {
            switch (each) {
                case "server" -> victims.add(Victim.SERVER);
                case "postgres" -> victims.add(Victim.POSTGRES);
                case "none" -> {
                    if (kills.size() > 1) {
                        throw new CliException(
                                ExitCode.USAGE,
                                "--kills: none stands beside something to kill",
                                "use one or the other");
                    }
                }
                default ->
                        throw new CliException(
                                ExitCode.USAGE,
                                "--kills: \"" + each + "\" is nothing to kill",
                                "use server, postgres, or none");
            }
        }
        return victims;
    }
}
