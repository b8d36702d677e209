package io.alfred.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.http.AnswerJson;
import io.alfred.providers.wires.responses.ResponsesUsage;

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
    void sound_is_read_of_chats_and_of_responses() {
        assertThat(
                        usage(
                                "{\"prompt_tokens\":10,\"completion_tokens\":7,"
                                        + "\"prompt_tokens_details\":{\"audio_tokens\":6},"
                                        + "\"completion_tokens_details\":{\"audio_tokens\":5,"
                                        + "\"text_tokens\":2}}"))
                .contains(TokenUsage.reported(10, 7).withAudio(6, 5));
        String response =
                "{\"usage\":{\"input_tokens\":10,\"output_tokens\":7,"
                        + "\"input_tokens_details\":{\"audio_tokens\":10}}}";
        assertThat(ResponsesUsage.in(Objects.requireNonNull(AnswerJson.parse(response))))
                .contains(TokenUsage.reported(10, 7).withAudio(10, 0));
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
                "{\"prompt_tokens\":1,\"completion_tokens\":1,"
                        + "\"prompt_tokens_details\":{\"audio_tokens\":2}}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1,"
                        + "\"completion_tokens_details\":{\"audio_tokens\":2}}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1,"
                        + "\"completion_tokens_details\":{\"audio_tokens\":-1}}",
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
