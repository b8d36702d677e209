package io.alfred.providers.wires;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.wires.responses.ResponsesUsage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Optional;

class ServedTierTest {
    private static JsonNode answer(String tier) throws IOException {
        return new ObjectMapper().readTree("{\"service_tier\":" + tier + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "0.5",
                "true",
                "null",
                "{}",
                "{\"name\":\"priority\"}",
                "[]",
                "[\"priority\"]",
                "\"\"",
                "\" \"",
                "\" auto \"",
            })
    void what_is_no_word_names_no_tier(String tier) throws IOException {
        assertThat(ServedTier.in(answer(tier))).isEmpty();
        JsonNode whole =
                new ObjectMapper()
                        .readTree(
                                "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,"
                                        + "\"input_tokens\":1,\"output_tokens\":1},"
                                        + "\"service_tier\":"
                                        + tier
                                        + "}");
        assertThat(new CompatibleUsage(Quirks.of("openai")).in(whole).orElseThrow().tier())
                .isEmpty();
        assertThat(ResponsesUsage.in(whole).orElseThrow().tier()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"' priority ', PRIORITY", "'Fast ', PRIORITY", "'\tdefault', STANDARD", "7, OTHER"})
    void blanks_around_a_word_are_no_part_of_it(String word, ServiceTier tier) throws IOException {
        String text = new ObjectMapper().writeValueAsString(word);
        assertThat(ServedTier.in(answer(text))).contains(tier);
    }

    @ParameterizedTest
    @CsvSource({
        "ultrafast, ultrafast",
        "Ultra_Fast-2, ultra_fast-2",
        "a2345678901234567890123456789012, a2345678901234567890123456789012",
        "a23456789012345678901234567890123, other",
        "'two words', other",
        "ünlich, other",
        "priority, priority",
        "flex, flex",
    })
    void the_books_keep_the_providers_word_where_it_is_short_and_plain(String word, String kept)
            throws IOException {
        JsonNode named = answer(new ObjectMapper().writeValueAsString(word));
        TokenUsage usage = ServedTier.of(TokenUsage.reported(1, 1), named);
        assertThat(usage.tierApart()).contains(kept);
        assertThat(usage.tier()).isEqualTo(ServedTier.in(named));
        assertThat(usage.estimated(true).servedIn(usage.tier()).withCompletion(2).tierApart())
                .contains(kept);
        assertThat(usage.servedIn(Optional.of(ServiceTier.STANDARD)).tierApart()).isEmpty();
        assertThat(usage.servedIn(Optional.of(ServiceTier.FLEX)).tierApart()).contains("flex");
    }

    @Test
    void an_answer_without_the_field_names_none() throws IOException {
        assertThat(ServedTier.in(new ObjectMapper().readTree("{}"))).isEmpty();
    }
}
