package io.alfred.web.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallThreadsTest {
    @Test
    void a_start_with_few_carriers_is_told_with_the_option_that_mends_it() {
        assertThat(CallThreads.finding(null, 7))
                .hasValueSatisfying(
                        text ->
                                assertThat(text)
                                        .contains("-Djdk.virtualThreadScheduler.parallelism=64"));
    }

    @Test
    void nothing_is_told_where_processors_suffice_or_the_operator_has_decided() {
        assertThat(CallThreads.finding(null, 8)).isEmpty();
        assertThat(CallThreads.finding("2", 2)).isEmpty();
    }
}
