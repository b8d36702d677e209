package io.alfred.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

class ProcessorLoadTest {
    private double now;
    private final ProcessorLoad load = new ProcessorLoad(() -> now);

    @Test
    void processors_are_full_after_some_looks_at_full_ones_and_not_after_one() {
        now = 1;
        load.look();
        assertThat(load.isFull()).isFalse();
        look(20);
        assertThat(load.isFull()).isTrue();
    }

    @Test
    void processors_with_time_left_are_not_full() {
        now = 0.85;
        look(50);
        assertThat(load.isFull()).isFalse();
        now = 1;
        look(20);
        now = 0.5;
        look(3);
        assertThat(load.isFull()).isFalse();
    }

    @Test
    void a_system_that_does_not_tell_counts_as_idle() {
        now = -1;
        look(50);
        assertThat(load.isFull()).isFalse();
        now = 1;
        look(20);
        assertThat(load.isFull()).isTrue();
    }

    @Test
    void the_system_tells_its_load() throws InterruptedException {
        DoubleSupplier system = ProcessorLoad.ofSystem();
        double told = -1;
        for (int i = 0; i < 50 && told < 0; i++) {
            TimeUnit.MILLISECONDS.sleep(20);
            told = system.getAsDouble();
        }
        assertThat(told).isBetween(0.0, 1.0);
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            load.look();
        }
    }
}
