package io.alfred.cli.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.cli.core.CliException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.util.Set;

class BenchProofCommandTest {
    private static ProofPlan plan(String... arguments) {
        BenchProofCommand command = new BenchProofCommand();
        new CommandLine(command).parseArgs(arguments);
        return command.plan();
    }

    @Test
    void kills_are_one_both_or_none() {
        assertThat(plan().kills()).containsExactlyInAnyOrder(Victim.values());
        assertThat(plan("--kills", "server").kills()).isEqualTo(Set.of(Victim.SERVER));
        assertThat(plan("--kills", "postgres,server").kills()).hasSize(2);
        assertThat(plan("--kills", "none").kills()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"both", "none,server", "server,none", "clients"})
    void anything_else_is_refused(String kills) {
        assertThatThrownBy(() -> plan("--kills", kills))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--kills");
    }
}
