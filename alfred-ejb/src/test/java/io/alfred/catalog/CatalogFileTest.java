package io.alfred.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;

import io.alfred.kernel.ServiceTier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

class CatalogFileTest {
    private static final Map<String, Model> MODELS =
            file("openai", BigDecimal.ONE).models().stream()
                    .collect(Collectors.toMap(Model::name, Function.identity()));

    private static CatalogFile file(String provider, BigDecimal creditsPerUsd) {
        return CatalogFile.shipped(creditsPerUsd).stream()
                .filter(file -> file.provider().equals(provider))
                .findFirst()
                .orElseThrow();
    }

    private static Model shipped(String name) {
        return Optional.ofNullable(MODELS.get(name)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, 2500000000, 1250000000, 10000000000, 128000, 16384",
        "gpt-4o-2024-05-13, 5000000000, 5000000000, 15000000000, 128000, 4096",
        "gpt-4o-2024-11-20, 2500000000, 1250000000, 10000000000, 128000, 16384",
        "gpt-4o-mini, 150000000, 75000000, 600000000, 128000, 16384",
        "gpt-4o-mini-2024-07-18, 150000000, 75000000, 600000000, 128000, 16384",
        "gpt-4.1, 2000000000, 500000000, 8000000000, 1047576, 32768",
        "gpt-4.1-mini, 400000000, 100000000, 1600000000, 1047576, 32768",
        "gpt-4.1-nano, 100000000, 25000000, 400000000, 1047576, 32768",
        "gpt-5, 1250000000, 125000000, 10000000000, 400000, 128000",
        "gpt-5-nano, 50000000, 5000000, 400000000, 400000, 128000",
        "o3, 2000000000, 500000000, 8000000000, 200000, 100000",
        "o4-mini, 1100000000, 275000000, 4400000000, 200000, 100000",
    })
    void a_shipped_price_is_exact_to_the_nano_credit(
            String name, long input, long cached, long output, long context, long outputMax) {
        Model model = shipped(name);
        assertThat(model.price().flatMap(price -> price.inTier(ServiceTier.STANDARD)))
                .contains(
                        new ModelPrice(
                                input,
                                cached,
                                input,
                                output,
                                0,
                                Optional.empty(),
                                "openai-2026-11-29"));
        assertThat(model.contextTokens()).isEqualTo(context);
        assertThat(model.maxOutputTokens()).isEqualTo(outputMax);
        assertThat(model.vocabulary()).isEqualTo(Vocabulary.O200K);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-8, 5000000000, 500000000, 6250000000, 25000000000, 1000000, 128000, 4784",
        "claude-sonnet-5, 3000000000, 300000000, 3750000000, 15000000000, 1000000, 128000, 4784",
        "claude-haiku-4-5, 1000000000, 100000000, 1250000000, 5000000000, 200000, 64000, 1600",
        "claude-haiku-4-5-20251001, 1000000000, 100000000, 1250000000, 5000000000, 200000, 64000,"
                + " 1600",
    })
    void the_cache_of_claude_models_has_its_own_prices(
            String name,
            long input,
            long read,
            long written,
            long output,
            long context,
            long outputMax,
            long image) {
        CatalogFile file = file("anthropic", BigDecimal.ONE);
        assertThat(file.facts().protocol()).isEqualTo(Protocol.ANTHROPIC);
        assertThat(file.models())
                .contains(
                        new Model(
                                "anthropic",
                                name,
                                name,
                                ModelKind.CHAT,
                                Vocabulary.UTF8_BYTES,
                                context,
                                outputMax,
                                image,
                                Optional.of(
                                        claude(input, read, written, output)
                                                .with(
                                                        new TierPrices(
                                                                Map.of(
                                                                        ServiceTier.BATCH,
                                                                        claude(
                                                                                input / 2,
                                                                                read / 2,
                                                                                written / 2,
                                                                                output / 2))))),
                                false,
                                Set.of("attachment", "pdf_input", "reasoning", "tools", "vision")));
    }

    private static ModelPrice claude(long input, long read, long written, long output) {
        return new ModelPrice(
                input, read, written, output, 0, Optional.empty(), "anthropic-2026-11-29");
    }

    private static ModelPrice priced(String provider, String name) {
        return file(provider, BigDecimal.ONE).models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .flatMap(Model::price)
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "google, gemini-2.5-pro, BATCH, 625000000, 125000000, 5000000000",
        "google, gemini-2.5-pro, FLEX, 625000000, 125000000, 5000000000",
        "google, gemini-2.5-pro, PRIORITY, 2250000000, 225000000, 18000000000",
        "google, gemini-2.5-flash, PRIORITY, 540000000, 54000000, 4500000000",
        "google, gemini-3.1-pro-preview, BATCH, 1000000000, 200000000, 6000000000",
        "google, gemini-3.1-flash-lite-preview, BATCH, 125000000, 12500000, 750000000",
        "google-vertex, gemini-2.5-flash-lite, BATCH, 50000000, 10000000, 200000000",
        "groq, openai/gpt-oss-120b, BATCH, 75000000, 75000000, 300000000",
        "xai, grok-4.3, BATCH, 1000000000, 160000000, 2000000000",
        "xai, grok-4.3, PRIORITY, 2500000000, 400000000, 5000000000",
        "fireworks-ai, accounts/fireworks/models/kimi-k2p6, PRIORITY, 1500000000, 220000000,"
                + " 6000000000",
        "fireworks-ai, accounts/fireworks/models/minimax-m3, BATCH, 150000000, 60000000, 600000000",
    })
    void the_tiers_of_other_providers_are_as_their_pages_tell_them(
            String provider, String name, ServiceTier tier, long input, long cached, long output) {
        ModelPrice standard = priced(provider, name);
        ModelPrice price = Optional.ofNullable(standard.tiers().prices().get(tier)).orElseThrow();
        assertThat(price.input()).isEqualTo(input);
        assertThat(price.cachedRead()).isEqualTo(cached);
        assertThat(price.output()).isEqualTo(output);
        assertThat(price.version()).isEqualTo(provider + "-2026-11-29");
        boolean asked = !provider.startsWith("google") || tier == ServiceTier.BATCH;
        assertThat(standard.inTier(tier).isPresent()).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5.5, PRIORITY, 12500000000, 1250000000, 75000000000",
        "gpt-5.4, FLEX, 1250000000, 130000000, 7500000000",
        "gpt-5.4-2026-03-05, BATCH, 1250000000, 130000000, 7500000000",
        "gpt-5-mini, PRIORITY, 450000000, 45000000, 3600000000",
        "gpt-5-nano, FLEX, 25000000, 2500000, 200000000",
        "gpt-4o, PRIORITY, 4250000000, 2125000000, 17000000000",
        "gpt-4o-mini, PRIORITY, 250000000, 125000000, 1000000000",
        "gpt-4o-mini, BATCH, 75000000, 75000000, 300000000",
        "gpt-5.3-codex, PRIORITY, 3500000000, 350000000, 28000000000",
        "o4-mini, FLEX, 550000000, 138000000, 2200000000",
    })
    void the_prices_of_other_tiers_are_exact_to_the_nano_credit(
            String name, ServiceTier tier, long input, long cached, long output) {
        ModelPrice price = shipped(name).price().flatMap(all -> all.inTier(tier)).orElseThrow();
        assertThat(price.input()).isEqualTo(input);
        assertThat(price.cachedRead()).isEqualTo(cached);
        assertThat(price.output()).isEqualTo(output);
        assertThat(price.version()).isEqualTo("openai-2026-11-29");
    }

    /** Where the published price of cached tokens in priority is below the standard one here. */
    private static final Set<String> CHEAPER_CACHED = Set.of("glm-5p2", "gpt-oss-120b");

    @Test
    void no_shipped_flex_or_batch_is_dearer_than_standard_and_no_priority_is_cheaper() {
        List<Model> priced =
                CatalogFile.shipped(BigDecimal.ONE).stream()
                        .flatMap(file -> file.models().stream())
                        .filter(model -> model.price().isPresent())
                        .filter(model -> CHEAPER_CACHED.stream().noneMatch(model.name()::endsWith))
                        .toList();
        assertThat(priced).hasSizeGreaterThan(4_000);
        for (Model model : priced) {
            ModelPrice price = model.price().orElseThrow();
            ModelPrice fast = price.inTier(ServiceTier.PRIORITY).orElse(price);
            ModelPrice flex = price.inTier(ServiceTier.FLEX).orElse(price);
            ModelPrice batch =
                    Optional.ofNullable(price.tiers().prices().get(ServiceTier.BATCH))
                            .orElse(price);
            for (LongContextTier tier : price.tiersUpTo(Long.MAX_VALUE).toList()) {
                long prompt = tier.aboveTokens() + 1;
                notDearer(model, tier, fast.at(prompt));
                notDearer(model, flex.at(prompt), tier);
                assertThat(batch.at(prompt).input())
                        .as(model.id())
                        .isLessThanOrEqualTo(tier.input());
                assertThat(batch.at(prompt).output())
                        .as(model.id())
                        .isLessThanOrEqualTo(tier.output());
            }
        }
    }

    private static void notDearer(Model model, LongContextTier one, LongContextTier other) {
        assertThat(one.input()).as(model.id()).isLessThanOrEqualTo(other.input());
        assertThat(one.cachedRead()).as(model.id()).isLessThanOrEqualTo(other.cachedRead());
        assertThat(one.output()).as(model.id()).isLessThanOrEqualTo(other.output());
    }

    private static CatalogFile tiers(String prices) {
        return CatalogFile.read(
                """
                {"provider":"p","price_version":"v","base_url":"http://h","models":[{
                "model":"m","kind":"chat","vocabulary":"o200k","context_tokens":9000,
                "max_output_tokens":9,"usd_per_1m_tokens":{"input":"2","cached_write":"3",
                "output":"4","reasoning":"5","audio_input":"6","long_context":{
                "above_tokens":100,"input":"3","output":"6"},"service_tiers":%s}}]}
                """
                        .formatted(prices.replace('\'', '"')),
                BigDecimal.ONE);
    }

    private static final String WHOLE =
            "'input':'4','cached_write':'6','output':'8','reasoning':'9','audio_input':'7',"
                    + "'long_context':{'above_tokens':100,'input':'5','output':'9'}";

    @Test
    void a_tier_has_prices_of_its_own() {
        Model model = tiers("{'priority':{" + WHOLE + "}}").models().getFirst();
        ModelPrice fast = model.price().orElseThrow().inTier(ServiceTier.PRIORITY).orElseThrow();
        assertThat(fast.cachedRead()).isEqualTo(4_000_000_000L);
        assertThat(fast.reasoning()).isEqualTo(9_000_000_000L);
        assertThat(fast.at(101).output()).isEqualTo(9_000_000_000L);
        assertThat(model.price().orElseThrow().inTier(ServiceTier.FLEX)).isEmpty();
    }

    @Test
    void nothing_is_charged_at_a_price_for_show() {
        String shown = "'for_show':true," + WHOLE;
        ModelPrice price =
                tiers("{'priority':{" + shown + "},'flex':{" + WHOLE + "}}")
                        .models()
                        .getFirst()
                        .price()
                        .orElseThrow();
        assertThat(price.tiers().prices()).containsOnlyKeys(ServiceTier.PRIORITY, ServiceTier.FLEX);
        assertThat(price.inTier(ServiceTier.PRIORITY)).isEmpty();
        assertThat(price.whenAsked(ServiceTier.PRIORITY)).containsExactly(price);
        assertThat(price.ofAnyTier()).hasSize(2);
        assertThat(price.usually(ServiceTier.PRIORITY)).isSameAs(price);
        assertThat(price.cachingForLong().inTier(ServiceTier.PRIORITY)).isEmpty();
        assertThat(price.inTier(ServiceTier.FLEX)).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]| service_tiers is",
                "{'ultrafast':{}}| service_tiers.ultrafast is not a tier",
                "{'default':{}}| service_tiers.default is not a tier",
                "{'flex':7}| service_tiers.flex is",
                "{'flex':{'for_show':'yes','input':'1'}}| flex.output is missing",
                "{'flex':{'for_show':'yes'," + WHOLE + "}}| flex.for_show is not",
                "{'flex':{'input':'1'}}| service_tiers.flex.output is missing",
                "{'flex':{'input':'1','output':'1'}}| service_tiers.flex.cached_write is missing",
                "{'flex':{'input':'1','output':'1','cached_write':'1'}}| .reasoning is missing",
                "{'flex':{'input':'1','output':'1','cached_write':'1','reasoning':'1'}}"
                        + "| .audio_input is missing",
                "{'flex':{'input':'1','output':'1','cached_write':'1','reasoning':'1',"
                        + "'audio_input':'1'}}| service_tiers.flex.long_context is missing",
                "{'flex':{'input':'1','output':'1','cached_write':'1','reasoning':'1',"
                        + "'audio_input':'1','long_context':{'above_tokens':200}}}"
                        + "| long_context.above_tokens is not",
                "{'flex':{'input':'1','output':'1','cached_write':'1','reasoning':'1',"
                        + "'audio_input':'1','long_context':{'above_tokens':100,'input':'1'}}}"
                        + "| long_context.output is missing",
                "{'flex':{'input':'1','output':'1','per_call':'1'}}| .per_call is not a price",
            })
    void a_tier_that_would_be_charged_too_little_is_not_read(String prices, String wrong) {
        assertThatThrownBy(() -> tiers(prices))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(wrong);
    }

    @Test
    void another_price_of_a_tier_is_a_change_of_price() {
        CatalogFile before = tiers("{'flex':{" + WHOLE + "}}");
        CatalogFile after = tiers("{'flex':{" + WHOLE.replace("'input':'5'", "'input':'6'") + "}}");
        CatalogDiff diff = CatalogDiff.between(Optional.of(before), after);
        assertThat(diff.changesPrices()).isTrue();
        assertThat(diff.changes())
                .extracting(CatalogDiff.Change::field)
                .containsExactly("service_tiers.flex");
        assertThat(diff.changes().getFirst().after())
                .contains(
                        "input 4, cached_read 4, cached_write 6, output 8, reasoning 9,"
                                + " audio_input 7; above 100 tokens input 6, cached_read 6,"
                                + " cached_write 6, output 9");
        assertThat(CatalogDiff.between(Optional.of(before), before).changes()).isEmpty();
        CatalogFile shown = tiers("{'flex':{'for_show':true," + WHOLE + "}}");
        assertThat(CatalogDiff.between(Optional.of(before), shown).changesPrices()).isTrue();
        assertThat(
                        CatalogDiff.between(Optional.of(before), tiers("{'batch':{" + WHOLE + "}}"))
                                .changesPrices())
                .isTrue();
    }

    @Test
    void a_long_context_tier_is_read() {
        assertThat(shipped("gpt-5.4").price().orElseThrow().longContext())
                .contains(
                        new LongContextTier(
                                272_000,
                                5_000_000_000L,
                                500_000_000L,
                                5_000_000_000L,
                                22_500_000_000L));
    }

    @Test
    void what_sound_costs_is_read_where_it_is_told() {
        assertThat(audio("google", "gemini-2.5-flash"))
                .isEqualTo(
                        new AudioPrices(
                                OptionalLong.of(1_000_000_000),
                                OptionalLong.of(100_000_000),
                                OptionalLong.empty()));
        assertThat(audio("alibaba", "qwen3-omni-flash"))
                .isEqualTo(
                        new AudioPrices(
                                OptionalLong.of(3_810_000_000L), OptionalLong.of(15_110_000_000L)));
        assertThat(shipped("gpt-4o").price().orElseThrow().audio()).isEqualTo(AudioPrices.NONE);
    }

    @Test
    void what_sound_costs_in_long_prompts_is_read() {
        ModelPrice price = price("aihubmix", "doubao-seed-2-0-lite-260428");
        assertThat(price.audioInput(price.at(32_000))).isEqualTo(1_269_000_000);
        assertThat(price.audioInput(price.at(32_001))).isEqualTo(1_902_000_000);
        assertThat(price.audioInput(price.at(128_001))).isEqualTo(3_804_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-flash-latest, gemini-2.5-flash",
        "gemini-flash-lite-latest, gemini-2.5-flash-lite"
    })
    void a_name_for_the_newest_of_a_family_has_the_audio_prices_of_the_model_it_stands_for(
            String name, String model) {
        for (String provider : List.of("google", "google-vertex")) {
            assertThat(audio(provider, name)).isEqualTo(audio(provider, model));
            assertThat(audio(provider, name).input()).isPresent();
        }
    }

    private static AudioPrices audio(String provider, String name) {
        return price(provider, name).audio();
    }

    private static ModelPrice price(String provider, String name) {
        return file(provider, BigDecimal.ONE).models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow()
                .price()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "text-embedding-3-small, 20000000",
        "text-embedding-3-large, 130000000",
        "text-embedding-ada-002, 100000000"
    })
    void embeddings_cost_only_their_input(String name, long input) {
        Model model = shipped(name);
        assertThat(model.kind()).isEqualTo(ModelKind.EMBEDDING);
        assertThat(model.vocabulary()).isEqualTo(Vocabulary.CL100K);
        assertThat(model.price().orElseThrow().input()).isEqualTo(input);
        assertThat(model.price().orElseThrow().output()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "tts-1, 0, 15000000000, 0",
        "tts-1-hd, 0, 30000000000, 0",
        "whisper-1, 0, 0, 6000000"
    })
    void sound_costs_by_character_or_minute(
            String name, long perImage, long perMillionCharacters, long perMinute) {
        ModelPrice price = shipped(name).price().orElseThrow();
        assertThat(price.units())
                .isEqualTo(new UnitPrices(perImage, perMillionCharacters, perMinute));
        assertThat(price.countsTokens()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-image-1, 5000000000, 1250000000, 40000000000",
        "gpt-image-1-mini, 2000000000, 200000000, 8000000000"
    })
    void images_cost_tokens_that_are_bounded(String name, long input, long cached, long output) {
        ModelPrice price = shipped(name).price().orElseThrow();
        assertThat(price.input()).isEqualTo(input);
        assertThat(price.cachedRead()).isEqualTo(cached);
        assertThat(price.output()).isEqualTo(output);
        assertThat(shipped(name).maxOutputTokens()).isEqualTo(6_240);
    }

    @Test
    void moderations_are_free() {
        ModelPrice price = shipped("omni-moderation-latest").price().orElseThrow();
        assertThat(price.countsTokens()).isFalse();
        assertThat(price.units()).isEqualTo(UnitPrices.NONE);
    }

    @Test
    void every_shipped_chat_model_can_be_priced_and_bounded() {
        assertThat(MODELS.values())
                .filteredOn(model -> model.kind() == ModelKind.CHAT)
                .allSatisfy(
                        model -> {
                            assertThat(model.price()).isPresent();
                            assertThat(model.maxOutputTokens()).isPositive();
                            assertThat(model.maxOutputTokens())
                                    .isLessThanOrEqualTo(model.contextTokens());
                        });
    }

    @Test
    void prices_follow_the_rate_of_credits_per_dollar() {
        Model model =
                file("openai", new BigDecimal("0.5")).models().stream()
                        .filter(candidate -> candidate.name().equals("gpt-4o"))
                        .findFirst()
                        .orElseThrow();
        assertThat(model.price().orElseThrow().input()).isEqualTo(1_250_000_000L);
    }

    @Test
    void a_price_finer_than_a_nano_credit_is_a_defect_of_the_file() throws IOException {
        var file =
                JsonMapper.builder()
                        .build()
                        .readTree(
                                """
                                {"provider":"p","price_version":"v","base_url":"http://h","models":[
                                {"model":"m","kind":"chat","vocabulary":"o200k","context_tokens":1,
                                "max_output_tokens":1,
                                "usd_per_1m_tokens":{"input":"0.0000000001","output":"1"}}]}
                                """);
        assertThatThrownBy(() -> CatalogFile.read(file, BigDecimal.ONE))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1e10000000|v|1|not a decimal",
                "NaN|v|1|not a decimal",
                "1|a b|1|price_version",
                "1|v|\"8192\"|max_output_tokens",
                "1|v|-1|max_output_tokens",
                "1|v|1.5|max_output_tokens",
            })
    void a_file_that_could_do_harm_is_not_read(
            String price, String version, String output, String wrong) {
        String file =
                """
                {"provider":"p","price_version":"%s","base_url":"http://h","models":[{"model":"m",
                "kind":"chat","vocabulary":"o200k","context_tokens":9,"max_output_tokens":%s,
                "usd_per_1m_tokens":{"input":"%s","output":"1"}}]}
                """
                        .formatted(version, output, price);
        assertThatThrownBy(() -> CatalogFile.read(file, BigDecimal.ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(wrong);
    }
}
