package io.alfred.web.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CarrierRuleTest {
    private static final long CALM = CarrierRule.CALM.toNanos();
    private static final long STANDSTILL = CarrierRule.STANDSTILL.toNanos();

    private final CarrierRule rule = new CarrierRule(3);

    private void lookAndRun(long nowNanos) {
        rule.look(nowNanos).orElseThrow().run();
    }

    @Test
    void there_are_as_many_as_processors_and_two_at_least_while_probes_run() {
        lookAndRun(0);
        lookAndRun(10 * CALM);
        assertThat(rule.carriers()).isEqualTo(3);
        assertThat(new CarrierRule(1).carriers()).isEqualTo(2);
    }

    @Test
    void a_probe_that_does_not_run_brings_many_until_all_was_calm_again() {
        Runnable stuck = rule.look(1).orElseThrow();
        assertThat(rule.look(STANDSTILL)).isEmpty();
        assertThat(rule.carriers()).isEqualTo(3);
        long found = 1 + STANDSTILL;
        assertThat(rule.look(found)).isPresent();
        assertThat(rule.carriers()).isEqualTo(CarrierRule.MANY);
        stuck.run();
        lookAndRun(found + CALM - 1);
        assertThat(rule.carriers()).isEqualTo(CarrierRule.MANY);
        lookAndRun(found + CALM);
        assertThat(rule.carriers()).isEqualTo(3);
    }

    @Test
    void a_standstill_that_goes_on_keeps_them() {
        assertThat(rule.look(1)).isPresent();
        rule.look(3 * CALM);
        assertThat(rule.carriers()).isEqualTo(CarrierRule.MANY);
        rule.look(10 * CALM);
        assertThat(rule.carriers()).isEqualTo(CarrierRule.MANY);
    }
}
