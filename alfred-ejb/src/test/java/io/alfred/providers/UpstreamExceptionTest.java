package io.alfred.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.providers.UpstreamException.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpstreamExceptionTest {
    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "CANCELLED", "BAD_ANSWER"})
    void a_call_whose_answer_did_not_come_through_may_have_been_served(Kind kind) {
        assertThat(UpstreamException.of(kind, "m", 1).maybeServed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNREACHABLE", "SERVER_ERROR", "OUR_ACCOUNT"})
    void a_call_that_was_never_seen_or_refused_was_not_served(Kind kind) {
        assertThat(UpstreamException.of(kind, "m", 1).maybeServed()).isFalse();
    }

    @Test
    void an_answer_that_is_none_may_be_billed_only_if_its_status_says_success() {
        assertThat(UpstreamException.answered(Kind.BAD_ANSWER, "m", 200, 1).maybeServed()).isTrue();
        assertThat(UpstreamException.answered(Kind.BAD_ANSWER, "m", 418, 1).maybeServed())
                .isFalse();
    }
}
