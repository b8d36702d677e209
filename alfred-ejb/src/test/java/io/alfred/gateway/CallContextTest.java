package io.alfred.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.UUID;

class CallContextTest {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final UUID TX = UUID.fromString("01890000-0000-7000-8000-00000000abcd");

    @Test
    void a_request_without_such_headers_stands_alone() {
        assertThat(read(Map.of())).isEqualTo(CallContext.NONE);
        assertThat(CallContext.NONE.upstream(TX)).isEmpty();
        assertThat(CallContext.NONE.links().isEmpty()).isTrue();
    }

    @Test
    void a_tracestate_goes_with_its_trace_and_never_alone() {
        CallContext both =
                read(Map.of("traceparent", List.of(TRACE), "tracestate", List.of("a=1", "b=2")));
        assertThat(both.upstream(TX)).containsEntry("tracestate", "a=1,b=2").hasSize(2);
        assertThat(read(Map.of("tracestate", List.of("a=1"))).upstream(TX)).isEmpty();
        assertThat(
                        read(Map.of("traceparent", List.of("no"), "tracestate", List.of("a=1")))
                                .upstream(TX))
                .isEmpty();
    }

    @Test
    void a_trace_that_is_sent_twice_is_ignored() {
        assertThat(read(Map.of("traceparent", List.of(TRACE, TRACE))).trace()).isEmpty();
    }

    @Test
    void a_tracestate_is_passed_on_up_to_its_bound_and_only_in_printable_characters() {
        assertThat(state("k=" + "v".repeat(CallContext.TRACE_STATE_CHARS_MAX - 2))).hasSize(2);
        assertThat(state("k=" + "v".repeat(CallContext.TRACE_STATE_CHARS_MAX - 1))).hasSize(1);
        assertThat(state("k=v\r\nX-Evil: 1")).hasSize(1);
        assertThat(state("k=\u00e9")).hasSize(1);
    }

    private static Map<String, String> state(String text) {
        return read(Map.of("traceparent", List.of(TRACE), "tracestate", List.of(text)))
                .upstream(TX);
    }

    @Test
    void a_dry_run_is_true_or_false_and_nothing_else() {
        assertThat(read(Map.of(CallContext.DRY_RUN, List.of("true"))).dryRun()).isTrue();
        assertThat(read(Map.of(CallContext.DRY_RUN, List.of("false"))).dryRun()).isFalse();
        refused(CallContext.DRY_RUN, "yes");
        refused(CallContext.DRY_RUN, "");
        refused(CallContext.DRY_RUN, "true", "true");
    }

    @Test
    void a_parent_is_an_id() {
        assertThat(read(Map.of(CallContext.PARENT_REQUEST, List.of(TX.toString()))).parent())
                .contains(TX);
        refused(CallContext.PARENT_REQUEST, "chatcmpl-1");
        refused(CallContext.PARENT_REQUEST, TX.toString(), TX.toString());
    }

    private static void refused(String name, String... values) {
        AlfredException error =
                catchThrowableOfType(
                        AlfredException.class, () -> read(Map.of(name, List.of(values))));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.param()).contains(name);
    }

    private static CallContext read(Map<String, List<String>> headers) {
        return CallContext.read(name -> headers.getOrDefault(name, List.of()));
    }
}
