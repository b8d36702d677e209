package io.alfred.cli.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.cli.bench.proof.CallLog.Outcome;
import io.alfred.cli.bench.proof.Findings.Kind;
import io.alfred.cli.core.Json;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A run in which nothing happened has broken no promise, and proves none. */
class ProofReportTest {
    private static final ProofPlan PLAN = new ProofPlan(Duration.ofSeconds(10), 1, 1, Set.of(), 1);

    private final Findings findings = new Findings();
    private final ProofReport report = new ProofReport(PLAN, findings);
    private final CallLog log = new CallLog();

    @Test
    void a_run_without_an_answered_call_or_a_look_at_the_wallets_proves_nothing() {
        report.load(log, new ProofReport.Counts(0, 0), new LimitWatch(List.of()));
        assertThat(findings.count(Kind.UNPROVEN)).isEqualTo(2);
        assertThat(report.held()).isFalse();
    }

    @Test
    void a_run_with_both_may_hold() {
        log.add(new CallLog.Call("tx", Outcome.WHOLE, Optional.empty()));
        LimitWatch watch = new LimitWatch(List.of());
        watch.look(List.of());
        report.load(log, new ProofReport.Counts(0, 0), watch);
        assertThat(report.held()).isTrue();
    }

    @Test
    void a_verification_of_no_rows_proves_nothing() {
        report.verified(Json.object().put("rows", 0), true);
        assertThat(findings.count(Kind.UNPROVEN)).isEqualTo(1);
    }
}
