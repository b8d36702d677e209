package io.alfred.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.http.AnswerJson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Objects;
import java.util.Optional;

class ReportedUsageTest {
    private static Optional<TokenUsage> usage(String usage) {
        return ReportedUsage.in(
                Objects.requireNonNull(AnswerJson.parse("{\"usage\":" + usage + "}")));
    }

    @Test
    void cached_and_reasoning_tokens_are_read() {
        assertThat(
                        usage(
                                "{\"prompt_tokens\":10,\"completion_tokens\":7,\"total_tokens\":17,"
                                    + "\"prompt_tokens_details\":{\"cached_tokens\":6,"
                                    + "\"cache_write_tokens\":4,\"audio_tokens\":0},"
                                    + "\"completion_tokens_details\":{\"reasoning_tokens\":5}}"))
                .contains(new TokenUsage(10, 6, 4, 7, 5, false));
    }

    @Test
    void explicit_zeros_are_believed() {
        assertThat(usage("{\"prompt_tokens\":0,\"completion_tokens\":0}"))
                .contains(TokenUsage.reported(0, 0));
        assertThat(
                        usage(
                                "{\"prompt_tokens\":1,\"completion_tokens\":1,"
                                        + "\"prompt_tokens_details\":null}"))
                .contains(TokenUsage.reported(1, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "7",
                "{\"prompt_tokens\":1}",
                "{\"prompt_tokens\":-1,\"completion_tokens\":1}",
                "{\"prompt_tokens\":1,\"completion_tokens\":-1}",
                "{\"prompt_tokens\":\"1\",\"completion_tokens\":1}",
                "{\"prompt_tokens\":1.5,\"completion_tokens\":1}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1000000001}",
                "{\"prompt_tokens\":1,\"completion_tokens\":99999999999999999999}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":2}}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":-1}}",
            })
    void what_cannot_be_true_counts_as_missing(String usage) {
        assertThat(usage(usage)).isEmpty();
    }

    @Test
    void the_largest_count_is_believed() {
        assertThat(usage("{\"prompt_tokens\":1000000000,\"completion_tokens\":1000000000}"))
                .isPresent();
    }
}
