package io.alfred.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTierTest {
    @ParameterizedTest
    @CsvSource({
        "default, STANDARD",
        "Default, STANDARD",
        "standard, STANDARD",
        "on_demand, STANDARD",
        "scale, STANDARD",
        "flex, FLEX",
        "priority, PRIORITY",
        "fast, PRIORITY",
        "ultrafast, OTHER",
        "performance, OTHER",
        "x_new, OTHER",
    })
    void the_words_of_answers_are_known(String word, ServiceTier tier) {
        assertThat(ServiceTier.told(word)).contains(tier);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "auto"})
    void what_names_no_tier_is_not_the_standard_one(String word) {
        assertThat(ServiceTier.told(word)).isEmpty();
    }
}
