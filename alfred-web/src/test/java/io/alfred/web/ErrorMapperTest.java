package io.alfred.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.concurrent.CompletionException;

class ErrorMapperTest {
    @Test
    void a_wrapped_error_of_ours_is_told_as_it_is() {
        AlfredException ours = new AlfredException(ErrorCode.CONFLICT, "m", "f");
        assertThat(
                        ErrorMapper.explain(
                                new IllegalStateException(new CompletionException(ours)),
                                "GET",
                                "api/orgs"))
                .isSameAs(ours);
    }

    @Test
    void what_was_not_foreseen_tells_nothing_of_itself() {
        AlfredException told =
                ErrorMapper.explain(
                        new IllegalStateException("password=hunter2"), "GET", "api/orgs");
        assertThat(told.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(told.message() + told.fix()).doesNotContain("hunter2");
        assertThat(told.getCause()).isNull();
    }

    @Test
    void a_database_that_went_away_is_no_defect_and_only_a_change_is_of_unknown_outcome() {
        Throwable broken =
                new IllegalStateException(new SQLException("terminating connection", "57P01"));
        assertThat(ErrorMapper.explain(broken, "GET", "api/orgs").code())
                .isEqualTo(ErrorCode.OVERLOADED);
        assertThat(ErrorMapper.explain(broken, "POST", "v1/chat/completions").code())
                .isEqualTo(ErrorCode.OVERLOADED);
        assertThat(ErrorMapper.explain(broken, "POST", "api/orgs").code())
                .isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    }
}
