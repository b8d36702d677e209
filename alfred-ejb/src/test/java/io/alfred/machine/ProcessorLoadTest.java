package io.alfred.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
    void the_systems_own_figure_can_be_asked() {
        ProcessorLoad real = new ProcessorLoad();
        real.look();
        assertThat(real.isFull()).as("half of one look is not full").isFalse();
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            load.look();
        }
    }
}
