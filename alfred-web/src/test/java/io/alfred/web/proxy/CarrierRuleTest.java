package io.alfred.web.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CarrierRuleTest {
    private static final long CALM = CarrierRule.CALM.toNanos();
    private static final long STANDSTILL = CarrierRule.STANDSTILL.toNanos();

    private final CarrierRule rule = new CarrierRule(3, 0);

    private void lookAndRun(long nowNanos) {
        rule.look(nowNanos).orElseThrow().run();
    }

    @Test
    void there_are_many_at_first_and_as_many_as_processors_afterwards() {
        lookAndRun(CALM - 1);
        assertThat(rule.carriers()).isEqualTo(CarrierRule.MANY);
        lookAndRun(CALM);
        assertThat(rule.carriers()).isEqualTo(3);
    }

    @Test
    void one_processor_has_two_carriers() {
        CarrierRule alone = new CarrierRule(1, 0);
        alone.look(CALM).orElseThrow().run();
        assertThat(alone.carriers()).isEqualTo(2);
    }

    @Test
    void a_probe_that_does_not_run_brings_many_until_all_was_calm_again() {
        lookAndRun(CALM);
        Runnable stuck = rule.look(CALM + 1).orElseThrow();
        assertThat(rule.look(CALM + STANDSTILL)).isEmpty();
        assertThat(rule.carriers()).isEqualTo(3);
        long found = CALM + 1 + STANDSTILL;
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
        lookAndRun(CALM);
        assertThat(rule.look(CALM + 1)).isPresent();
        rule.look(3 * CALM);
        assertThat(rule.carriers()).isEqualTo(CarrierRule.MANY);
        rule.look(10 * CALM);
        assertThat(rule.carriers()).isEqualTo(CarrierRule.MANY);
    }
}
