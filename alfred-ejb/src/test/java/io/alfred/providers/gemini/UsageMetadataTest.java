package io.alfred.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.TokenUsage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

class UsageMetadataTest {
    private static Optional<TokenUsage> usage(String usage) {
        return UsageMetadata.in(Golden.parsed("{\"usageMetadata\":" + usage + "}"));
    }

    @Test
    void thoughts_are_output_and_what_googles_tools_read_is_input() {
        assertThat(
                        usage(
                                "{\"promptTokenCount\":10,\"cachedContentTokenCount\":8,"
                                        + "\"candidatesTokenCount\":3,\"thoughtsTokenCount\":4,"
                                        + "\"toolUsePromptTokenCount\":2,\"totalTokenCount\":19}"))
                .contains(new TokenUsage(12, 8, 0, 7, 4, false));
    }

    @Test
    void sound_is_read_from_the_lists_by_modality() {
        assertThat(
                        usage(
                                """
                                {"promptTokenCount":40,"candidatesTokenCount":9,
                                 "toolUsePromptTokenCount":5,"totalTokenCount":54,
                                 "promptTokensDetails":[{"modality":"TEXT","tokenCount":8},
                                  {"modality":"AUDIO","tokenCount":32}],
                                 "toolUsePromptTokensDetails":[
                                  {"modality":"AUDIO","tokenCount":5}],
                                 "candidatesTokensDetails":[{"modality":"TEXT"},
                                  {"modality":"AUDIO","tokenCount":4}]}\
                                """))
                .contains(TokenUsage.reported(45, 9).withAudio(37, 4));
    }

    @Test
    void a_total_without_thoughts_and_tools_is_believed() {
        assertThat(
                        usage(
                                "{\"promptTokenCount\":10,\"candidatesTokenCount\":3,"
                                        + "\"thoughtsTokenCount\":4,\"totalTokenCount\":13}"))
                .contains(new TokenUsage(10, 0, 0, 7, 4, false));
    }

    @Test
    void counts_of_zero_are_left_out() {
        assertThat(usage("{\"promptTokenCount\":10,\"totalTokenCount\":10}"))
                .contains(TokenUsage.reported(10, 0));
        assertThat(usage("{\"promptTokenCount\":10,\"candidatesTokenCount\":0}"))
                .contains(TokenUsage.reported(10, 0));
    }

    @Test
    void the_bound_of_a_count_is_believed_and_one_more_is_not() {
        assertThat(usage("{\"promptTokenCount\":1000000000,\"candidatesTokenCount\":1000000000}"))
                .contains(TokenUsage.reported(TokenUsage.TOKENS_MAX, TokenUsage.TOKENS_MAX));
        assertThat(usage("{\"promptTokenCount\":1000000001,\"candidatesTokenCount\":1}")).isEmpty();
        assertThat(
                        usage(
                                "{\"promptTokenCount\":1,\"candidatesTokenCount\":1000000000,"
                                        + "\"thoughtsTokenCount\":1}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "{}",
                "{\"promptTokenCount\":1}",
                "{\"candidatesTokenCount\":1,\"totalTokenCount\":1}",
                "{\"promptTokenCount\":-1,\"candidatesTokenCount\":1}",
                "{\"promptTokenCount\":1,\"candidatesTokenCount\":-1}",
                "{\"promptTokenCount\":\"1\",\"candidatesTokenCount\":1}",
                "{\"promptTokenCount\":1.5,\"candidatesTokenCount\":1}",
                "{\"promptTokenCount\":1,\"candidatesTokenCount\":null}",
                "{\"promptTokenCount\":1,\"candidatesTokenCount\":99999999999999999999}",
                "{\"promptTokenCount\":1,\"candidatesTokenCount\":1,\"cachedContentTokenCount\":2}",
                "{\"promptTokenCount\":1,\"candidatesTokenCount\":1,\"totalTokenCount\":3}",
                "{\"promptTokenCount\":1,\"candidatesTokenCount\":1,\"totalTokenCount\":1}",
                "{\"promptTokenCount\":1,\"totalTokenCount\":5}",
                "{\"promptTokenCount\":1,\"candidatesTokenCount\":1,\"thoughtsTokenCount\":\"9\"}",
                "{\"promptTokenCount\":1,\"candidatesTokenCount\":1,\"promptTokensDetails\":"
                        + "[{\"modality\":\"AUDIO\",\"tokenCount\":2}]}",
                "{\"promptTokenCount\":1,\"candidatesTokenCount\":1,\"candidatesTokensDetails\":"
                        + "[{\"modality\":\"AUDIO\",\"tokenCount\":\"1\"}]}",
            })
    void what_cannot_be_true_is_no_report(String usage) {
        assertThat(usage(usage)).isEmpty();
    }
}
