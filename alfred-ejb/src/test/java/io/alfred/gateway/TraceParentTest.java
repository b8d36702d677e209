package io.alfred.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.UUID;

class TraceParentTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String VALID = "00-" + TRACE + "-00f067aa0ba902b7-01";

    @Test
    void a_valid_header_goes_on_with_the_same_trace_and_flags_and_a_span_of_alfreds() {
        TraceParent trace = TraceParent.parse(VALID).orElseThrow();
        assertThat(TraceParent.text(trace.traceId())).isEqualTo(TRACE);
        UUID tx = UUID.fromString("01890000-0000-7000-8000-00000000abcd");
        assertThat(trace.upstream(tx)).isEqualTo("00-" + TRACE + "-800000000000abcd-01");
    }

    @Test
    void a_later_version_is_read_as_far_as_it_is_known() {
        assertThat(TraceParent.parse("cc-" + VALID.substring(3))).isPresent();
        assertThat(TraceParent.parse("cc-" + VALID.substring(3) + "-what.ever")).isPresent();
        assertThat(TraceParent.parse("cc-" + VALID.substring(3) + "0")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nx: y"
            })
    void anything_else_is_ignored(String header) {
        assertThat(TraceParent.parse(header)).isEmpty();
    }
}
