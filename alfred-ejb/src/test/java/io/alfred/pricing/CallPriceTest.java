package io.alfred.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.catalog.AudioPrices;
import io.alfred.catalog.LongContextTier;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.UnitPrices;
import io.alfred.kernel.TokenUsage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

class CallPriceTest {
    private static final long USD = 1_000_000_000L;
    private static final ModelPrice GPT_4O =
            new ModelPrice(
                    2_500_000_000L,
                    1_250_000_000L,
                    2_500_000_000L,
                    10 * USD,
                    0,
                    Optional.empty(),
                    "v");

    private static ModelPrice price(long input, long output, long perCall) {
        return new ModelPrice(input, input, input, output, perCall, Optional.empty(), "v");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0",
        "1, 0, 0, 2500",
        "0, 0, 1, 10000",
        "1000, 0, 500, 7500000",
        "1000, 1000, 500, 6250000",
        "1000, 250, 0, 2187500",
        "128000, 0, 16384, 483840000",
    })
    void gpt_4o_costs_to_the_nano_credit(long prompt, long cached, long output, long nanos) {
        TokenUsage usage = new TokenUsage(prompt, cached, 0, output, 0, false);
        assertThat(CallPrice.of(GPT_4O, usage).nanos()).isEqualTo(nanos);
    }

    @Test
    void a_call_is_rounded_up_once() {
        // 1 × 0.3 + 1 × 0.3 nano-credits: one, not two
        assertThat(CallPrice.of(price(300_000, 300_000, 0), TokenUsage.reported(1, 1)).nanos())
                .isEqualTo(1);
        assertThat(CallPrice.of(price(500_000, 500_000, 0), TokenUsage.reported(1, 1)).nanos())
                .isEqualTo(1);
        assertThat(CallPrice.of(price(500_000, 500_001, 0), TokenUsage.reported(1, 1)).nanos())
                .isEqualTo(2);
    }

    @Test
    void the_price_per_call_is_added_once() {
        assertThat(CallPrice.of(price(0, 0, 77), TokenUsage.reported(5, 5)).nanos()).isEqualTo(77);
    }

    @Test
    void a_written_cache_has_its_own_price() {
        ModelPrice price =
                new ModelPrice(1_000_000, 100_000, 1_250_000, 0, 0, Optional.empty(), "v");
        TokenUsage usage = new TokenUsage(1_000, 400, 200, 0, 0, false);
        assertThat(CallPrice.of(price, usage).nanos()).isEqualTo(400 + 40 + 250);
    }

    @Test
    void a_write_that_stays_for_an_hour_costs_twice_the_input() {
        ModelPrice price =
                new ModelPrice(1_000_000, 100_000, 1_250_000, 0, 0, Optional.empty(), "v");
        TokenUsage usage = new TokenUsage(1_000, 400, 200, 80, 0, 0, false);
        assertThat(CallPrice.of(price, usage).nanos()).isEqualTo(400 + 40 + 150 + 160);
    }

    @Test
    void a_prompt_above_the_threshold_pays_the_long_context_prices_for_everything() {
        ModelPrice price =
                new ModelPrice(
                        1_000_000,
                        1_000_000,
                        1_000_000,
                        2_000_000,
                        0,
                        Optional.of(
                                new LongContextTier(
                                        100, 3_000_000, 3_000_000, 3_000_000, 5_000_000)),
                        "v");
        assertThat(CallPrice.of(price, TokenUsage.reported(100, 10)).nanos()).isEqualTo(120);
        assertThat(CallPrice.of(price, TokenUsage.reported(101, 10)).nanos()).isEqualTo(353);
    }

    @Test
    void of_several_thresholds_the_last_that_is_passed_counts() {
        ModelPrice price =
                tiered(
                        1_000_000,
                        new LongContextTier(200, 5_000_000, 5_000_000, 5_000_000, 9_000_000),
                        new LongContextTier(100, 3_000_000, 3_000_000, 3_000_000, 5_000_000));
        assertThat(CallPrice.of(price, TokenUsage.reported(100, 10)).nanos()).isEqualTo(110);
        assertThat(CallPrice.of(price, TokenUsage.reported(101, 10)).nanos()).isEqualTo(353);
        assertThat(CallPrice.of(price, TokenUsage.reported(200, 10)).nanos()).isEqualTo(650);
        assertThat(CallPrice.of(price, TokenUsage.reported(201, 10)).nanos()).isEqualTo(1_095);
    }

    private static ModelPrice tiered(long reasoning, LongContextTier... tiers) {
        return new ModelPrice(
                1_000_000,
                1_000_000,
                1_000_000,
                1_000_000,
                reasoning,
                0,
                List.of(tiers),
                UnitPrices.NONE,
                "v");
    }

    @Test
    void all_output_of_a_call_that_reasoned_pays_the_price_of_reasoning() {
        ModelPrice price =
                tiered(
                        4_000_000,
                        new LongContextTier(100, 3_000_000, 3_000_000, 3_000_000, 5_000_000));
        assertThat(CallPrice.of(price, new TokenUsage(10, 0, 0, 20, 0, false)).nanos())
                .isEqualTo(10 + 20);
        assertThat(CallPrice.of(price, new TokenUsage(10, 0, 0, 20, 1, false)).nanos())
                .isEqualTo(10 + 20 * 4);
        // a long prompt has its own price of output, and reasoning costs as much more
        assertThat(CallPrice.of(price, new TokenUsage(101, 0, 0, 20, 1, false)).nanos())
                .isEqualTo(101 * 3 + 20 * 8);
    }

    @ParameterizedTest
    @CsvSource({
        // prompt, read, written, sound of it, nanos
        "100, 0, 0, 0, 100",
        "100, 0, 0, 40, 60 + 40 * 8",
        "100, 0, 0, 100, 100 * 8",
        // what no cache was involved in counts as sound first
        "100, 30, 20, 40, 10 + 40 * 8 + 30 * 0.5 + 20 * 1.5",
        "100, 30, 20, 50, 50 * 8 + 30 * 0.5 + 20 * 1.5",
        "100, 30, 20, 100, 50 * 8 + 30 * 0.5 + 20 * 1.5",
        "100, 100, 0, 100, 100 * 0.5",
    })
    void sound_that_is_heard_has_its_own_price(
            long prompt, long read, long written, long sound, String sum) {
        ModelPrice price =
                new ModelPrice(1_000_000, 500_000, 1_500_000, 0, 0, Optional.empty(), "v")
                        .with(new AudioPrices(OptionalLong.of(8_000_000), OptionalLong.empty()));
        TokenUsage usage = new TokenUsage(prompt, read, written, 0, 0, false).withAudio(sound, 0);
        assertThat(CallPrice.of(price, usage).nanos()).isEqualTo(sum(sum));
    }

    @ParameterizedTest
    @CsvSource({
        // prompt, read, written, sound of it, nanos
        "100, 30, 20, 50, 50 * 8 + 30 * 0.5 + 20 * 1.5",
        "100, 30, 20, 60, 50 * 8 + 10 * 2 + 20 * 0.5 + 20 * 1.5",
        "100, 30, 20, 80, 50 * 8 + 30 * 2 + 20 * 1.5",
        "100, 30, 20, 100, 50 * 8 + 30 * 2 + 20 * 1.5",
    })
    void sound_that_was_read_from_a_cache_has_its_own_price_where_it_is_told(
            long prompt, long read, long written, long sound, String sum) {
        ModelPrice price =
                new ModelPrice(1_000_000, 500_000, 1_500_000, 0, 0, Optional.empty(), "v")
                        .with(
                                new AudioPrices(
                                        OptionalLong.of(8_000_000),
                                        OptionalLong.of(2_000_000),
                                        OptionalLong.empty()));
        TokenUsage usage = new TokenUsage(prompt, read, written, 0, 0, false).withAudio(sound, 0);
        assertThat(CallPrice.of(price, usage).nanos()).isEqualTo(sum(sum));
    }

    @Test
    void sound_in_a_long_prompt_costs_what_its_tier_tells() {
        AudioPrices dearer =
                new AudioPrices(
                        OptionalLong.of(9_000_000),
                        OptionalLong.of(5_000_000),
                        OptionalLong.of(8_000_000));
        ModelPrice price =
                tiered(
                                1_000_000,
                                new LongContextTier(
                                        100, 3_000_000, 3_000_000, 3_000_000, 5_000_000, dearer))
                        .with(
                                new AudioPrices(
                                        OptionalLong.of(4_000_000),
                                        OptionalLong.of(2_000_000),
                                        OptionalLong.of(6_000_000)));
        TokenUsage shorter = new TokenUsage(100, 40, 0, 10, 0, false).withAudio(70, 4);
        TokenUsage longer = new TokenUsage(110, 40, 0, 10, 0, false).withAudio(80, 4);
        assertThat(CallPrice.of(price, shorter).nanos())
                .isEqualTo(60 * 4 + 10 * 2 + 30 + 6 + 4 * 6);
        assertThat(CallPrice.of(price, longer).nanos())
                .isEqualTo(70 * 9 + 10 * 5 + 30 * 3 + 6 * 5 + 4 * 8);
        assertThat(CallPrice.of(price.cachingForLong(), longer))
                .isEqualTo(CallPrice.of(price, longer));
    }

    private static long sum(String sum) {
        BigDecimal total = BigDecimal.ZERO;
        for (String term : sum.split(" \\+ ", -1)) {
            BigDecimal product = BigDecimal.ONE;
            for (String factor : term.split(" \\* ", -1)) {
                product = product.multiply(new BigDecimal(factor));
            }
            total = total.add(product);
        }
        return total.longValueExact();
    }

    @Test
    void sound_that_is_spoken_has_its_own_price() {
        ModelPrice price =
                price(0, 2_000_000, 0)
                        .with(new AudioPrices(OptionalLong.empty(), OptionalLong.of(9_000_000)));
        assertThat(CallPrice.of(price, TokenUsage.reported(0, 50).withAudio(0, 30)).nanos())
                .isEqualTo(20 * 2 + 30 * 9);
    }

    @Test
    void sound_without_a_price_costs_what_text_costs() {
        TokenUsage usage = TokenUsage.reported(100, 50);
        assertThat(CallPrice.of(GPT_4O, usage.withAudio(70, 30)))
                .isEqualTo(CallPrice.of(GPT_4O, usage));
    }

    @Test
    void sound_in_a_long_prompt_costs_no_less_than_its_text() {
        ModelPrice price =
                tiered(
                                1_000_000,
                                new LongContextTier(
                                        100, 3_000_000, 3_000_000, 3_000_000, 5_000_000),
                                new LongContextTier(
                                        200, 7_000_000, 7_000_000, 7_000_000, 9_000_000))
                        .with(
                                new AudioPrices(
                                        OptionalLong.of(4_000_000), OptionalLong.of(6_000_000)));
        assertThat(CallPrice.of(price, TokenUsage.reported(100, 10).withAudio(60, 4)).nanos())
                .isEqualTo(40 + 60 * 4 + 6 + 4 * 6);
        assertThat(CallPrice.of(price, TokenUsage.reported(101, 10).withAudio(60, 4)).nanos())
                .isEqualTo(41 * 3 + 60 * 4 + 6 * 5 + 4 * 6);
        assertThat(CallPrice.of(price, TokenUsage.reported(201, 10).withAudio(60, 4)).nanos())
                .isEqualTo(201 * 7 + 10 * 9);
    }

    @Test
    void an_amount_beyond_64_bits_is_refused_and_never_wraps() {
        TokenUsage most = TokenUsage.reported(TokenUsage.TOKENS_MAX, TokenUsage.TOKENS_MAX);
        // 10^9 tokens × 9.2 × 10^15 / 10^6 still fits …
        long largest = Long.MAX_VALUE / 1_000;
        assertThat(
                        CallPrice.of(
                                        price(largest, 0, 0),
                                        TokenUsage.reported(TokenUsage.TOKENS_MAX, 0))
                                .nanos())
                .isEqualTo(largest * 1_000);
        // … and twice that does not.
        assertThatThrownBy(() -> CallPrice.of(price(largest, largest, 0), most))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> CallPrice.of(price(largest, 0, Long.MAX_VALUE), most))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 20260702})
    void the_price_is_the_decimal_sum_rounded_up(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            long read = random.nextLong(1_000_000);
            long written = random.nextLong(1_000_000);
            TokenUsage usage =
                    new TokenUsage(
                            read + written + random.nextLong(10_000_000),
                            read,
                            written,
                            random.nextLong(1_000_000),
                            0,
                            false);
            ModelPrice price =
                    new ModelPrice(
                            random.nextLong(1_000_000_000_000L),
                            random.nextLong(1_000_000_000_000L),
                            random.nextLong(1_000_000_000_000L),
                            random.nextLong(1_000_000_000_000L),
                            random.nextLong(1_000),
                            Optional.empty(),
                            "v");
            assertThat(CallPrice.of(price, usage).nanos())
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(decimal(price, usage));
        }
    }

    private static long decimal(ModelPrice price, TokenUsage usage) {
        long uncached = usage.prompt() - usage.cachedRead() - usage.cachedWrite();
        return times(uncached, price.input())
                .add(times(usage.cachedRead(), price.cachedRead()))
                .add(times(usage.cachedWrite(), price.cachedWrite()))
                .add(times(usage.completion(), price.output()))
                .movePointLeft(6)
                .setScale(0, RoundingMode.CEILING)
                .add(BigDecimal.valueOf(price.perCall()))
                .longValueExact();
    }

    private static BigDecimal times(long a, long b) {
        return BigDecimal.valueOf(a).multiply(BigDecimal.valueOf(b));
    }
}
