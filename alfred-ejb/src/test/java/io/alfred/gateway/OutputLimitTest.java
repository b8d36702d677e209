package io.alfred.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.Credits;
import io.alfred.ledger.Lowering;
import io.alfred.pricing.Estimate;
import io.alfred.pricing.Estimator;
import io.alfred.providers.ExactJson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

class OutputLimitTest {
    private static final Model MODEL = model(1_000);
    private static final Model LONG = model(16_000);
    private static final byte[] NOTHING = {};
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private final Estimator estimator = new Estimator();

    private static Model model(long maxOutputTokens) {
        return new Model(
                "openai",
                "m",
                "m",
                ModelKind.CHAT,
                Vocabulary.O200K,
                100_000,
                maxOutputTokens,
                0,
                Optional.of(new ModelPrice(7, 7, 7, 13_000_003, 5, Optional.empty(), "1")),
                false);
    }

    @Test
    void the_orgs_default_is_filled_in_only_where_the_request_names_no_limit() {
        assertThat(filledIn(Endpoint.CHAT, "{\"z\":1e2}", 64))
                .isEqualTo("{\"z\":1E+2,\"max_completion_tokens\":64}");
        for (String field : new String[] {"max_tokens", "max_completion_tokens"}) {
            String body = "{\"" + field + "\": 9}";
            assertThat(filledIn(Endpoint.CHAT, body, 64)).isEqualTo(body);
        }
        assertThat(filledIn(Endpoint.CHAT, "{\"max_tokens\":null}", 64))
                .isEqualTo("{\"max_tokens\":null,\"max_completion_tokens\":64}");
    }

    @Test
    void every_endpoint_has_its_own_field_and_one_without_output_none() {
        assertThat(filledIn(Endpoint.RESPONSES, "{}", 64)).isEqualTo("{\"max_output_tokens\":64}");
        assertThat(filledIn(Endpoint.COMPLETIONS, "{}", 64)).isEqualTo("{\"max_tokens\":64}");
        assertThat(filledIn(Endpoint.EMBEDDINGS, "{ }", 64)).isEqualTo("{ }");
    }

    @Test
    void the_default_is_never_above_the_models_own_maximum() {
        assertThat(filledIn(Endpoint.CHAT, "{}", 1_001))
                .isEqualTo("{\"max_completion_tokens\":1000}");
    }

    @Test
    void what_alfred_sends_along_is_told() {
        OutputLimit limit = limit(Endpoint.CHAT, "{}");
        assertThat(limit.headers()).isEmpty();
        limit.fillIn(OptionalLong.of(64), MODEL);
        assertThat(limit.headers()).containsEntry("X-Alfred-Max-Output-Tokens", "64").hasSize(1);
        limit.lowerTo(7);
        assertThat(limit.headers())
                .containsEntry("X-Alfred-Max-Output-Tokens", "7")
                .containsEntry("X-Alfred-Lowered", "true");
    }

    @Test
    void a_limit_is_lowered_under_every_name_that_the_request_has_for_it() {
        OutputLimit limit =
                limit(Endpoint.CHAT, "{\"max_tokens\":50,\"max_completion_tokens\":40,\"a\":1}");
        limit.lowerTo(7);
        assertThat(text(limit.body(new byte[0])))
                .isEqualTo("{\"max_tokens\":7,\"max_completion_tokens\":7,\"a\":1}");
    }

    @Test
    void a_lowered_request_is_priced_at_what_was_foreseen_predictions_and_choices_included() {
        for (String body :
                new String[] {
                    "{\"model\":\"m\"," + MESSAGES + "}",
                    "{\"model\":\"m\",\"n\":3,\"max_tokens\":500," + MESSAGES + "}",
                    "{\"model\":\"m\",\"max_completion_tokens\":999999," + MESSAGES + "}",
                    "{\"model\":\"m\",\"max_tokens\":77,\"prediction\":{\"type\":\"content\","
                            + "\"content\":\"one two three\"},"
                            + MESSAGES
                            + "}"
                }) {
            assertForeseen(Endpoint.CHAT, body);
        }
    }

    @Test
    void a_lowered_completion_is_priced_at_what_was_foreseen_with_its_echo() {
        assertForeseen(
                Endpoint.COMPLETIONS,
                "{\"model\":\"m\",\"prompt\":\"one two three\",\"echo\":true,\"max_tokens\":77}");
    }

    private void assertForeseen(Endpoint endpoint, String body) {
        ObjectNode request = ExactJson.readObject(body.getBytes(StandardCharsets.UTF_8));
        OutputLimit limit = OutputLimit.of(endpoint, request, "max_completion_tokens", 1);
        Estimate before = estimator.estimate(endpoint, MODEL, request);
        Lowering lowering =
                limit.lowering(MODEL, before, estimator.outputPrice(MODEL, before)).orElseThrow();
        for (long tokens = lowering.outputLimit(); tokens > 0; tokens -= 13) {
            limit.lowerTo(tokens);
            Estimate after = estimator.estimate(endpoint, MODEL, request);
            assertThat(lowering.worstCase(before.worstCase(), tokens).nanos())
                    .as(body + " " + tokens)
                    .isBetween(after.worstCase().nanos(), after.worstCase().nanos() + 1);
        }
    }

    @Test
    void thinking_within_the_limit_keeps_it_as_it_is() {
        Estimate estimate = new Estimate(1, 100, 1, Credits.ofNanos(1_000));
        assertThat(
                        limit(Endpoint.MESSAGES, "{\"max_tokens\":100,\"thinking\":{}}")
                                .lowering(MODEL, estimate, 1))
                .isEmpty();
        assertThat(limit(Endpoint.MESSAGES, "{\"max_tokens\":100}").lowering(MODEL, estimate, 1))
                .contains(new Lowering(100, 1));
        assertThat(limit(Endpoint.EMBEDDINGS, "{}").lowering(MODEL, estimate, 1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT | {'max_tokens':9000,'reasoning_effort':'low'} | 1025",
                "CHAT | {'max_tokens':9000,'reasoning_effort':'none'} | 1",
                "CHAT | {'max_tokens':9000,'reasoning_effort':null} | 1",
                "CHAT | {'max_tokens':9000} | 1",
                "RESPONSES | {'max_output_tokens':9000,'reasoning':{'effort':'high'}} | 1025",
                "RESPONSES | {'max_output_tokens':9000,'reasoning':{'summary':'auto'}} | 1",
                "MESSAGES | {'max_tokens':9000,'output_config':{'effort':'low'}} | 1025",
                "MESSAGES | {'max_tokens':9000,'thinking':{'type':'adaptive'}} | 1025",
                "MESSAGES | {'max_tokens':9000,'thinking':{'type':'disabled'}} | 1",
                "MESSAGES | {'max_tokens':9000,'thinking':{'type':'enabled','budget_tokens':8000}}"
                        + " | 8001",
                "MESSAGES | {'max_tokens':9000,'thinking':{'type':'enabled','budget_tokens':5}}"
                        + " | 1025",
            })
    void a_translated_call_that_reasons_is_lowered_as_far_as_there_is_room(
            Endpoint endpoint, String body, long least) {
        OutputLimit limit = limit(endpoint, body.replace('\'', '"'));
        limit.fillInWhatIsHeld(LONG);
        Estimate estimate = new Estimate(1, 9_000, 1, Credits.ofNanos(1_000));
        assertThat(limit.lowering(LONG, estimate, 7)).contains(new Lowering(9_000, 7, least));
        limit.lowerTo(least);
        assertThat(text(limit.body(NOTHING))).contains(":" + least).doesNotContain("9000");
    }

    @Test
    void a_budget_as_large_as_the_limit_leaves_nothing_to_lower() {
        for (long budget : new long[] {100, 5_000, Long.MAX_VALUE}) {
            String body =
                    "{\"max_tokens\":1000,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":"
                            + budget
                            + "}}";
            Estimate estimate = new Estimate(1, 1_000, 1, Credits.ofNanos(1_000));
            assertThat(limit(Endpoint.MESSAGES, body).lowering(LONG, estimate, 1)).isEmpty();
        }
    }

    @Test
    void a_limit_is_not_lowered_below_the_least_that_the_provider_takes() {
        Estimate fits = new Estimate(1, 16, 1, Credits.ofNanos(1_000));
        Estimate below = new Estimate(1, 15, 1, Credits.ofNanos(1_000));
        for (Endpoint endpoint : new Endpoint[] {Endpoint.CHAT, Endpoint.RESPONSES}) {
            OutputLimit limit = limit(endpoint, "{}", 16);
            assertThat(limit.lowering(MODEL, fits, 7)).contains(new Lowering(16, 7, 16));
            assertThat(limit.lowering(MODEL, below, 7)).isEmpty();

            OutputLimit translated = limit(endpoint, "{}", 16);
            translated.fillInWhatIsHeld(MODEL);
            assertThat(translated.lowering(MODEL, fits, 7)).contains(new Lowering(16, 7, 16));
        }
        OutputLimit reasons =
                limit(Endpoint.CHAT, "{\"max_tokens\":9000,\"reasoning_effort\":\"low\"}", 16);
        reasons.fillInWhatIsHeld(LONG);
        assertThat(reasons.lowering(LONG, new Estimate(1, 9_000, 1, Credits.ofNanos(1_000)), 7))
                .contains(new Lowering(9_000, 7, 1_025));
    }

    private static String filledIn(Endpoint endpoint, String body, long tokens) {
        OutputLimit limit = limit(endpoint, body);
        limit.fillIn(OptionalLong.of(tokens), MODEL);
        return text(limit.body(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static OutputLimit limit(Endpoint endpoint, String body) {
        return limit(endpoint, body, 1);
    }

    private static OutputLimit limit(Endpoint endpoint, String body, long least) {
        return OutputLimit.of(
                endpoint,
                ExactJson.readObject(body.getBytes(StandardCharsets.UTF_8)),
                "max_completion_tokens",
                least);
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Test
    void a_chats_limit_goes_out_under_the_name_that_its_provider_reads() {
        assertThat(named("{\"max_completion_tokens\":9,\"z\":1}"))
                .isEqualTo("{\"z\":1,\"max_tokens\":9}");
        assertThat(named("{\"max_completion_tokens\":9,\"max_tokens\":7}"))
                .isEqualTo("{\"max_tokens\":7}");
        for (String kept :
                new String[] {
                    "{ \"max_tokens\": 9 }", "{ }", "{\"max_completion_tokens\": \"9\"}"
                }) {
            assertThat(named(kept)).isEqualTo(kept);
        }
    }

    private static String named(String body) {
        OutputLimit limit = limit(Endpoint.CHAT, body);
        limit.nameAs("max_tokens");
        return text(limit.body(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_provider_that_is_told_in_other_words_is_told_no_more_than_is_held() {
        for (String body : new String[] {"{}", "{\"max_tokens\":5000}"}) {
            OutputLimit limit = limit(Endpoint.CHAT, body);
            limit.fillInWhatIsHeld(MODEL);
            assertThat(text(limit.body(body.getBytes(StandardCharsets.UTF_8)))).contains(":1000}");
        }
        OutputLimit fits = limit(Endpoint.CHAT, "{\"max_tokens\":5}");
        fits.fillInWhatIsHeld(MODEL);
        assertThat(fits.headers()).isEmpty();
    }
}
