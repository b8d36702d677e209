package io.alfred.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.TokenUsage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

class MessagesEstimateTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** 1, 0.1, 1.25 and 5 nano-credits a token. */
    private static final ModelPrice PRICE =
            new ModelPrice(1_000_000, 100_000, 1_250_000, 5_000_000, 0, Optional.empty(), "v");

    private static final Model CLAUDE = claude(1_600);

    private final Estimator estimator = new Estimator();

    private static Model claude(long imageTokensMax) {
        return new Model(
                "anthropic",
                "c",
                "c",
                ModelKind.CHAT,
                Vocabulary.UTF8_BYTES,
                200_000,
                64_000,
                imageTokensMax,
                Optional.of(PRICE),
                false);
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String hi(String more) {
        return "{\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                + more
                + "}";
    }

    private static String block(String block) {
        return "{\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":[" + block + "]}]}";
    }

    private Estimate estimate(String request) {
        return estimator.estimate(Endpoint.MESSAGES, CLAUDE, json(request));
    }

    private AlfredException refused(String request) {
        AlfredException error =
                catchThrowableOfType(AlfredException.class, () -> estimate(request));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        return error;
    }

    @Test
    void a_text_is_bounded_by_its_bytes_and_the_output_by_max_tokens() {
        Estimate plain = estimate(hi(""));
        Estimate longer = estimate(hi("").replace("hi", "hi" + "ä".repeat(500)));

        assertThat(longer.promptTokens() - plain.promptTokens()).isEqualTo(1_000);
        assertThat(plain.outputTokensMax()).isEqualTo(10);
        assertThat(plain.worstCase().nanos())
                .isEqualTo((plain.promptTokens() * 1_250 + 10 * 5_000 + 999) / 1_000);
    }

    @Test
    void a_budget_for_thinking_beyond_max_tokens_bounds_the_output() {
        assertThat(
                        estimate(hi(",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":5}"))
                                .outputTokensMax())
                .isEqualTo(10);
        assertThat(
                        estimate(hi(",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":11}"))
                                .outputTokensMax())
                .isEqualTo(11);
    }

    @Test
    void a_request_may_ask_for_more_output_than_the_catalogue_knows_of() {
        assertThat(estimate(hi("").replace("10", "128000")).outputTokensMax()).isEqualTo(128_000);
    }

    @Test
    void a_stay_of_an_hour_in_the_cache_is_held_at_twice_the_input_price() {
        String cached = ",\"system\":[{\"type\":\"text\",\"text\":\"s\",\"cache_control\":%s}]";
        Estimate minutes = estimate(hi(cached.formatted("{\"type\":\"ephemeral\"}")));
        Estimate hour = estimate(hi(cached.formatted("{\"type\":\"ephemeral\",\"ttl\":\"1h\"}")));

        assertThat(hour.promptTokens()).isEqualTo(minutes.promptTokens());
        assertThat(hour.worstCase().nanos()).isEqualTo(hour.promptTokens() * 2 + 50);
        TokenUsage all =
                new TokenUsage(
                        hour.promptTokens(),
                        0,
                        hour.promptTokens(),
                        hour.promptTokens(),
                        10,
                        0,
                        false);
        assertThat(CallPrice.of(PRICE, all)).isEqualTo(hour.worstCase());
    }

    @Test
    void an_image_counts_as_the_most_one_can() {
        String image =
                "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\","
                        + "\"data\":\""
                        + "A".repeat(10_000)
                        + "\"}}";
        assertThat(estimate(block(image)).promptTokens()).isBetween(1_600L, 2_000L);
        assertThat(
                        estimator
                                .estimate(Endpoint.MESSAGES, claude(0), json(block(image)))
                                .promptTokens())
                .as("without a bound, all that fits")
                .isEqualTo(200_000);
    }

    @Test
    void a_prompt_never_counts_for_more_than_the_context() {
        assertThat(estimate(hi("").replace("hi", "x".repeat(300_000))).promptTokens())
                .isEqualTo(200_000);
    }

    @Test
    void tools_and_whatever_is_not_known_count_as_their_json() {
        long plain = estimate(hi("")).promptTokens();
        String schema = "{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}";

        assertThat(estimate(hi(",\"tools\":[" + schema + "]")).promptTokens() - plain)
                .isGreaterThan(1_060 + schema.length());
        assertThat(
                        estimate(hi(",\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"}]"))
                                        .promptTokens()
                                - plain)
                .isGreaterThan(1_060 + 1_234);
        assertThat(estimate(hi(",\"new\":{\"text\":\"" + "x".repeat(99) + "\"}")).promptTokens())
                .isGreaterThan(plain + 99);
        assertThat(
                        estimate(
                                        hi(
                                                ",\"temperature\":0.5,\"metadata\":{\"user_id\":"
                                                        + "\"u\"},\"stop_sequences\":[\"a\"],"
                                                        + "\"service_tier\":\"auto\","
                                                        + "\"stream\":true,\"mcp_servers\":[]"))
                                .promptTokens())
                .isBetween(plain, plain + 40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"text\",\"text\":\"t\",\"citations\":[{\"cited_text\":\"c\"}]}",
                "{\"type\":\"tool_use\",\"id\":\"i\",\"name\":\"f\",\"input\":{\"a\":1}}",
                "{\"type\":\"tool_result\",\"tool_use_id\":\"i\"}",
                "{\"type\":\"tool_result\",\"tool_use_id\":\"i\",\"content\":\"r\"}",
                "{\"type\":\"tool_result\",\"tool_use_id\":\"i\",\"content\":[{\"type\":\"text\","
                        + "\"text\":\"r\"},{\"type\":\"image\",\"source\":{\"type\":\"url\","
                        + "\"url\":\"https://x.test/i.png\"}}]}",
                "{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s\"}",
                "{\"type\":\"redacted_thinking\",\"data\":\"d\"}",
                "{\"type\":\"search_result\",\"source\":\"s\",\"title\":\"t\",\"content\":[]}",
                "{\"type\":\"document\",\"title\":\"t\",\"source\":{\"type\":\"text\","
                        + "\"media_type\":\"text/plain\",\"data\":\"d\"}}",
                "{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":\"d\"}}",
            })
    void a_block_of_the_conversation_is_bounded(String block) {
        assertThat(estimate(block(block)).promptTokens())
                .isGreaterThan(estimate(hi("")).promptTokens());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messages | {\"max_tokens\":1}",
                "messages | {\"max_tokens\":1,\"messages\":[]}",
                "messages[0] | {\"max_tokens\":1,\"messages\":[null]}",
                "messages[0].role | {\"max_tokens\":1,\"messages\":[{\"content\":\"x\"}]}",
                "messages[0].content | {\"max_tokens\":1,\"messages\":[{\"role\":\"user\"}]}",
                "messages[0].content"
                        + " | {\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":1}]}",
                "max_tokens | {\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
            })
    void what_is_missing_is_named(String path, String request) {
        assertThat(refused(request).param()).contains(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max_tokens | ,\"max_tokens\":0",
                "tools[0].type | ,\"tools\":[{\"type\":\"web_search_20250305\"}]",
                "tools[0].type | ,\"tools\":[{\"type\":\"code_execution_20250825\"}]",
                "tools[0].type | ,\"tools\":[{\"type\":\"computer_toolset_20260801\"}]",
                "service_tier | ,\"service_tier\":\"priority\"",
                "speed | ,\"speed\":\"fast\"",
                "inference_geo | ,\"inference_geo\":\"us\"",
                "mcp_servers | ,\"mcp_servers\":[{\"url\":\"https://x.test\"}]",
                "container | ,\"container\":\"c\"",
                "context_management.edits[0].type |"
                        + " ,\"context_management\":{\"edits\":[{\"type\":\"compact_20260112\"}]}",
                "thinking.budget_tokens | ,\"thinking\":{\"budget_tokens\":-1}",
                "stream | ,\"stream\":\"yes\"",
                "system | ,\"system\":7",
                "system[0].type | ,\"system\":[{\"text\":\"x\"}]",
            })
    void what_has_no_price_or_is_mistyped_is_named(String path, String more) {
        String request =
                more.startsWith(",\"max_tokens\"")
                        ? hi("").replace("\"max_tokens\":10", more.substring(1))
                        : hi(more);
        assertThat(refused(request).param()).contains(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messages[0].content[0].source.type | {\"type\":\"document\",\"source\":{\"type\":"
                        + "\"base64\",\"media_type\":\"audio/mpeg\",\"data\":\"x\"}}",
                "messages[0].content[0].source.type"
                        + " | {\"type\":\"document\",\"source\":{\"type\":\"new\",\"url\":\"u\"}}",
                "messages[0].content[0].source | {\"type\":\"image\"}",
                "messages[0].content[0].type | {\"type\":\"container_upload\",\"file_id\":\"f\"}",
                "messages[0].content[0].type | {\"type\":\"web_search_tool_result\"}",
                "messages[0].content[0].text | {\"type\":\"text\"}",
                "messages[0].content[0] | null",
            })
    void a_block_without_a_price_is_named(String path, String block) {
        assertThat(refused(block(block)).param()).contains(path);
    }

    @Test
    void a_count_that_alfred_makes_is_what_it_would_hold_for_at_no_cost() {
        String request = hi(",\"system\":\"Be brief.\",\"tools\":[{\"name\":\"f\"}]");
        String unbounded = request.replace("\"max_tokens\":10,", "");

        Estimate count = estimator.count(CLAUDE.free(), json(unbounded));

        assertThat(count.promptTokens()).isEqualTo(estimate(request).promptTokens());
        assertThat(count.outputTokensMax()).isZero();
        assertThat(count.worstCase()).isEqualTo(Credits.ZERO);
        AlfredException nothing =
                catchThrowableOfType(
                        AlfredException.class, () -> estimator.count(CLAUDE.free(), json("{}")));
        assertThat(nothing.param()).contains("messages");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":"
                        + "\"application/pdf\",\"data\":\"JVBERi0=\"}}",
                "{\"type\":\"document\",\"source\":{\"type\":\"url\",\"url\":\"https://x.test\"}}",
                "{\"type\":\"document\",\"source\":{\"type\":\"file\",\"file_id\":\"f\"}}",
            })
    void a_document_that_is_no_text_counts_as_the_whole_context(String block) {
        assertThat(estimate(block(block)).promptTokens()).isEqualTo(CLAUDE.contextTokens());
        assertThat(
                        estimate(
                                        block(
                                                "{\"type\":\"tool_result\",\"tool_use_id\":\"i\","
                                                        + "\"content\":["
                                                        + block
                                                        + "]}"))
                                .promptTokens())
                .isEqualTo(CLAUDE.contextTokens());
    }

    @Test
    void counting_tokens_holds_nothing_whatever_is_counted() {
        Estimate count =
                estimator.estimate(
                        Endpoint.COUNT_TOKENS,
                        CLAUDE.free(),
                        json(
                                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"new\"}]}]}"));
        assertThat(count.worstCase()).isEqualTo(Credits.ZERO);
        assertThat(CallPrice.of(CLAUDE.free().price().orElseThrow(), TokenUsage.reported(9, 9)))
                .isEqualTo(Credits.ZERO);
    }
}
