package io.alfred.providers.wires;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.TokenUsage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

class CompatibleUsageTest {
    private static Optional<TokenUsage> usage(String provider, String usage) {
        return new CompatibleUsage(Quirks.of(provider)).of(Golden.json(usage));
    }

    private static TokenUsage tokens(long prompt, long read, long completion, long reasoning) {
        return new TokenUsage(prompt, read, 0, completion, reasoning, false);
    }

    @Test
    void openai_counts_reasoning_and_cache_as_parts() {
        assertThat(
                        usage(
                                "openai",
                                """
                                {"prompt_tokens":20,"completion_tokens":9,"total_tokens":29,
                                 "prompt_tokens_details":{"cached_tokens":12,
                                  "cache_write_tokens":3},
                                 "completion_tokens_details":{"reasoning_tokens":6}}\
                                """))
                .contains(new TokenUsage(20, 12, 3, 9, 6, false));
    }

    @Test
    void alibaba_counts_sound_as_a_part() {
        assertThat(
                        usage(
                                "alibaba",
                                """
                                {"prompt_tokens":20,"completion_tokens":9,"total_tokens":29,
                                 "prompt_tokens_details":{"text_tokens":5,"audio_tokens":15},
                                 "completion_tokens_details":{"text_tokens":2,"audio_tokens":7}}\
                                """))
                .contains(TokenUsage.reported(20, 9).withAudio(15, 7));
        assertThat(
                        usage(
                                "alibaba",
                                """
                                {"prompt_tokens":20,"completion_tokens":9,"total_tokens":29,
                                 "completion_tokens_details":{"audio_tokens":10}}\
                                """))
                .isEmpty();
    }

    @Test
    void xai_counts_reasoning_beside_the_completion() {
        assertThat(
                        usage(
                                "xai",
                                """
                                {"prompt_tokens":14,"completion_tokens":3,"total_tokens":217,
                                 "prompt_tokens_details":{"cached_tokens":4},
                                 "completion_tokens_details":{"reasoning_tokens":200}}\
                                """))
                .contains(tokens(14, 4, 203, 200));
    }

    @Test
    void xai_is_believed_when_it_counts_as_openai_does() {
        assertThat(
                        usage(
                                "xai",
                                """
                                {"prompt_tokens":14,"completion_tokens":203,"total_tokens":217,
                                 "completion_tokens_details":{"reasoning_tokens":200}}\
                                """))
                .contains(tokens(14, 0, 203, 200));
    }

    @Test
    void xai_without_a_total_is_read_as_documented() {
        assertThat(
                        usage(
                                "xai",
                                """
                                {"prompt_tokens":14,"completion_tokens":3,
                                 "completion_tokens_details":{"reasoning_tokens":200}}\
                                """))
                .contains(tokens(14, 0, 203, 200));
    }

    @Test
    void reasoning_beside_the_completion_shows_in_the_total_of_anyone() {
        assertThat(
                        usage(
                                "some-proxy",
                                """
                                {"prompt_tokens":14,"completion_tokens":3,"total_tokens":217,
                                 "completion_tokens_details":{"reasoning_tokens":200}}\
                                """))
                .contains(tokens(14, 0, 203, 200));
    }

    @Test
    void deepseek_tells_cache_hits_in_fields_of_its_own() {
        assertThat(
                        usage(
                                "deepseek",
                                """
                                {"prompt_tokens":100,"completion_tokens":40,"total_tokens":140,
                                 "prompt_cache_hit_tokens":64,"prompt_cache_miss_tokens":36,
                                 "completion_tokens_details":{"reasoning_tokens":30}}\
                                """))
                .contains(tokens(100, 64, 40, 30));
        assertThat(
                        usage(
                                "deepseek",
                                """
                                {"prompt_tokens":100,"completion_tokens":40,"total_tokens":140,
                                 "prompt_tokens_details":{"cached_tokens":64},
                                 "prompt_cache_hit_tokens":64,"prompt_cache_miss_tokens":36}\
                                """))
                .contains(tokens(100, 64, 40, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                {"prompt_tokens":100,"completion_tokens":1,
                 "prompt_cache_hit_tokens":64,"prompt_cache_miss_tokens":37}\
                """,
                """
                {"prompt_tokens":100,"completion_tokens":1,"prompt_cache_hit_tokens":101}\
                """,
                """
                {"prompt_tokens":100,"completion_tokens":1,"prompt_cache_hit_tokens":64,
                 "prompt_tokens_details":{"cached_tokens":63}}\
                """,
            })
    void cache_hits_that_contradict_the_prompt_are_not_believed(String usage) {
        assertThat(usage("deepseek", usage)).isEmpty();
    }

    @Test
    void groq_tells_the_usage_of_a_stream_in_a_place_of_its_own() {
        assertThat(
                        new CompatibleUsage(Quirks.of("groq"))
                                .in(
                                        Golden.json(
                                                """
                                                {"choices":[],"x_groq":{"id":"req_1","usage":
                                                 {"queue_time":0.02,"prompt_tokens":8,
                                                  "completion_tokens":5,"total_tokens":13}}}\
                                                """)))
                .contains(tokens(8, 0, 5, 0));
    }

    @Test
    void perplexity_counts_searches_and_reasoning_apart() {
        assertThat(
                        usage(
                                "perplexity",
                                """
                                {"prompt_tokens":30,"completion_tokens":700,"total_tokens":730,
                                 "citation_tokens":2000,"reasoning_tokens":9000,
                                 "num_search_queries":4,"search_context_size":"low",
                                 "cost":{"total_cost":0.07}}\
                                """))
                .contains(tokens(2030, 0, 9700, 9000));
        assertThat(
                        usage(
                                "perplexity",
                                """
                                {"prompt_tokens":30,"completion_tokens":700,"total_tokens":730,
                                 "citation_tokens":null,"reasoning_tokens":null}\
                                """))
                .contains(tokens(30, 0, 700, 0));
    }

    @Test
    void extras_of_mistral_do_not_matter() {
        assertThat(
                        usage(
                                "mistral",
                                """
                                {"prompt_tokens":8,"completion_tokens":5,"total_tokens":13,
                                 "prompt_audio_seconds":{},"num_cached_tokens":"x",
                                 "prompt_tokens_details":{"cached_tokens":2,"messages":[]}}\
                                """))
                .contains(tokens(8, 2, 5, 0));
    }

    @Test
    void fireworks_leaves_out_a_completion_of_nothing() {
        assertThat(
                        usage(
                                "fireworks",
                                "{\"prompt_tokens\":8,\"total_tokens\":8,"
                                        + "\"completion_tokens\":null}"))
                .contains(tokens(8, 0, 0, 0));
        assertThat(usage("fireworks", "{\"prompt_tokens\":8}")).isEmpty();
        assertThat(usage("fireworks", "{\"prompt_tokens\":8,\"total_tokens\":7}")).isEmpty();
    }

    @Test
    void counts_are_believed_up_to_the_limit() {
        assertThat(usage("openai", "{\"prompt_tokens\":1000000000,\"completion_tokens\":0}"))
                .contains(tokens(1_000_000_000, 0, 0, 0));
        assertThat(usage("openai", "{\"prompt_tokens\":1000000001,\"completion_tokens\":0}"))
                .isEmpty();
        assertThat(
                        usage(
                                "xai",
                                """
                                {"prompt_tokens":1,"completion_tokens":999999999,
                                 "completion_tokens_details":{"reasoning_tokens":1}}\
                                """))
                .contains(tokens(1, 0, 1_000_000_000, 1));
        assertThat(
                        usage(
                                "xai",
                                """
                                {"prompt_tokens":1,"completion_tokens":1000000000,
                                 "completion_tokens_details":{"reasoning_tokens":1}}\
                                """))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "7",
                "{}",
                "{\"prompt_tokens\":null,\"completion_tokens\":1}",
                "{\"prompt_tokens\":-1,\"completion_tokens\":1}",
                "{\"prompt_tokens\":1,\"completion_tokens\":-1}",
                "{\"prompt_tokens\":\"1\",\"completion_tokens\":1}",
                "{\"prompt_tokens\":1.5,\"completion_tokens\":1}",
                "{\"prompt_tokens\":1,\"completion_tokens\":99999999999999999999}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":3}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":1}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":{}}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":2}}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2,"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":2}}",
            })
    void what_cannot_be_true_counts_as_no_report(String usage) {
        assertThat(usage("openai", usage)).isEmpty();
        assertThat(usage("xai", usage)).isEmpty();
        assertThat(usage("somebody", usage)).isEmpty();
    }
}
