package io.alfred.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.AudioPrices;
import io.alfred.catalog.Endpoint;
import io.alfred.catalog.LongContextTier;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.TierPrices;
import io.alfred.catalog.UnitPrices;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.pricing.Estimate;
import io.alfred.pricing.Estimator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** What calls of other service tiers are held and charged for. */
class ServedPricesTest {
    private static final long SEED = 20_261_129;
    private static final String[] WORDS = {"", "auto", "default", "flex", "priority", "fast"};

    private static final ModelPrice STANDARD = price(2_000_000, 10_000_000);
    private static final ModelPrice WITH_TIERS =
            STANDARD.with(
                    new TierPrices(
                            Map.of(
                                    ServiceTier.PRIORITY, price(4_000_000, 20_000_000),
                                    ServiceTier.FLEX, price(1_000_000, 5_000_000),
                                    ServiceTier.BATCH, price(500_000, 500_000))));

    private static ModelPrice price(long input, long output) {
        return new ModelPrice(input, input, input, output, 7, Optional.empty(), "v");
    }

    private static Model model(String provider, ModelPrice price) {
        return new Model(
                provider,
                "m",
                "m",
                ModelKind.CHAT,
                Vocabulary.O200K,
                128_000,
                1_000,
                0,
                Optional.of(price),
                false);
    }

    private static Estimate hold(Model model, String tier) {
        return hold(Endpoint.CHAT, model, tier);
    }

    private static Estimate hold(Endpoint endpoint, Model model, String tier) {
        ObjectNode request = request(endpoint);
        if (!tier.isEmpty()) {
            request.put("service_tier", tier);
        }
        return new Estimator().estimate(endpoint, model, request);
    }

    private static ObjectNode request(Endpoint endpoint) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        switch (endpoint) {
            case RESPONSES -> request.put("input", "hi").put("max_output_tokens", 100);
            case COMPLETIONS -> request.put("prompt", "hi").put("max_tokens", 100);
            default -> {
                request.put("max_tokens", 100);
                request.putArray("messages").addObject().put("role", "user").put("content", "hi");
            }
        }
        return request;
    }

    private static Charging charging(Model model, Estimate hold, Optional<ServiceTier> named) {
        return new Charging(model, hold, String::length, named);
    }

    private static Charging.Charge charge(Model model, String asked, TokenUsage told) {
        return charging(model, hold(model, asked), Optional.empty())
                .charge(Optional.of(told), Optional.empty(), "");
    }

    private static TokenUsage told(@Nullable ServiceTier tier) {
        return TokenUsage.reported(8, 100).servedIn(Optional.ofNullable(tier));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1023",
        "auto, 1023",
        "default, 1023",
        "flex, 1023",
        "priority, 2039",
        "fast, 2039",
    })
    void a_hold_is_for_the_dearest_tier_that_may_serve_the_call(String tier, long nanos) {
        for (Endpoint endpoint : List.of(Endpoint.CHAT, Endpoint.RESPONSES, Endpoint.COMPLETIONS)) {
            Estimate hold = hold(endpoint, model("openai", WITH_TIERS), tier);
            long prompt = hold.promptTokens() - 8;
            assertThat(hold.worstCase().nanos())
                    .as(endpoint.name())
                    .isEqualTo(nanos + prompt * (nanos > 2_000 ? 4 : 2));
        }
    }

    @Test
    void where_a_project_is_served_sooner_by_itself_so_much_is_held() {
        Model usually = model("openai", WITH_TIERS).usually(ServiceTier.PRIORITY);
        assertThat(hold(usually, "").worstCase().nanos()).isEqualTo(2_039);
        assertThat(hold(usually, "auto").worstCase().nanos()).isEqualTo(2_039);
        assertThat(hold(Endpoint.MESSAGES, usually, "").tier()).isEqualTo(ServiceTier.PRIORITY);
        assertThat(hold(usually, "default").worstCase().nanos()).isEqualTo(1_023);
        assertThat(charge(usually, "", told(null)).cost().nanos()).isEqualTo(2_039);
        Model unpriced = model("openai", STANDARD).usually(ServiceTier.PRIORITY);
        assertThat(hold(unpriced, "").tier()).isEqualTo(ServiceTier.STANDARD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scale", "ultrafast", "on_demand", "standard", "Priority", "x"})
    void a_tier_without_a_price_is_refused_with_the_fix(String tier) {
        assertThatThrownBy(() -> hold(model("openai", WITH_TIERS), tier))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> {
                            assertThat(e.param()).contains("service_tier");
                            assertThat(e.fix()).contains("alfred model show openai/m");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"priority", "fast"})
    void a_price_of_ones_own_has_no_tiers(String tier) {
        assertThatThrownBy(() -> hold(model("openai", STANDARD), tier))
                .isInstanceOfSatisfying(
                        AlfredException.class, e -> assertThat(e.param()).contains("service_tier"));
        assertThat(hold(model("openai", STANDARD), "flex").worstCase().nanos()).isEqualTo(1_023);
    }

    @ParameterizedTest
    @EnumSource(names = {"CHAT", "RESPONSES", "COMPLETIONS"})
    void what_is_no_word_is_no_tier_and_null_is_none(Endpoint endpoint) {
        Model fast = model("openai", WITH_TIERS).usually(ServiceTier.PRIORITY);
        JsonNodeFactory json = JsonNodeFactory.instance;
        for (JsonNode wrong :
                List.of(json.numberNode(5), json.arrayNode().add("flex"), json.objectNode())) {
            ObjectNode request = request(endpoint);
            request.set("service_tier", wrong);
            assertThatThrownBy(() -> new Estimator().estimate(endpoint, fast, request))
                    .as("%s", wrong)
                    .isInstanceOfSatisfying(
                            AlfredException.class,
                            e -> assertThat(e.param()).contains("service_tier"));
        }
        ObjectNode absent = request(endpoint);
        ObjectNode nothing = absent.deepCopy().putNull("service_tier");
        assertThat(new Estimator().estimate(endpoint, fast, nothing))
                .isEqualTo(new Estimator().estimate(endpoint, fast, absent))
                .extracting(Estimate::tier)
                .isEqualTo(ServiceTier.PRIORITY);
    }

    @Test
    void the_tiers_of_groq_cost_the_same() {
        for (String tier : List.of("on_demand", "flex", "auto")) {
            assertThat(hold(model("groq", STANDARD), tier).worstCase().nanos()).isEqualTo(1_023);
        }
        assertThatThrownBy(() -> hold(model("groq", STANDARD), "performance"))
                .isInstanceOf(AlfredException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "priority, , 2039",
        "priority, PRIORITY, 2039",
        "priority, STANDARD, 1023",
        "flex, FLEX, 515",
        "flex, STANDARD, 1023",
        "flex, , 1023",
        "default, , 1023",
        "'', FLEX, 515",
        "'', PRIORITY, 2039",
    })
    void a_call_is_charged_in_the_tier_that_the_answer_names(
            String asked, @Nullable ServiceTier tier, long nanos) {
        Charging.Charge charge = charge(model("openai", WITH_TIERS), asked, told(tier));
        assertThat(charge.cost().nanos()).isEqualTo(nanos);
        assertThat(charge.usage().estimated()).isFalse();
    }

    @Test
    void an_answer_that_names_no_tier_to_a_dearer_call_is_marked_with_it() {
        assertThat(charge(model("openai", WITH_TIERS), "priority", told(null)).usage().tier())
                .contains(ServiceTier.PRIORITY);
        assertThat(charge(model("openai", WITH_TIERS), "default", told(null)).usage().tier())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"PRIORITY", "OTHER"})
    void a_dearer_tier_without_a_price_is_charged_as_the_dearest_and_provisional(ServiceTier tier) {
        ModelPrice known =
                tier == ServiceTier.OTHER
                        ? WITH_TIERS
                        : STANDARD.with(
                                new TierPrices(
                                        Map.of(ServiceTier.FLEX, price(1_000_000, 30_000_000))));
        Charging.Charge charge = charge(model("openai", known), "default", told(tier));
        assertThat(charge.cost().nanos())
                .isEqualTo(tier == ServiceTier.OTHER ? 2_039 : 7 + 8 + 3_000);
        assertThat(charge.usage().estimated()).isTrue();
        assertThat(charge.usage().tier()).contains(tier);
    }

    @Test
    void a_dearer_call_whose_answer_names_no_tier_costs_the_dearest_that_it_may_have_been() {
        ModelPrice odd =
                STANDARD.with(
                        new TierPrices(Map.of(ServiceTier.PRIORITY, price(4_000_000, 1_000_000))));
        Charging.Charge charge = charge(model("openai", odd), "priority", told(null));
        assertThat(charge.cost().nanos()).isEqualTo(1_023);
        assertThat(charge.usage().tier()).contains(ServiceTier.PRIORITY);
        assertThat(charge.usage().estimated()).isFalse();
        assertThat(charge(model("openai", odd), "priority", told(ServiceTier.PRIORITY)).cost())
                .isEqualTo(Credits.ofNanos(7 + 8 * 4 + 100));
    }

    /** Else every call of such a host would wait for a bill. */
    @ParameterizedTest
    @CsvSource({
        "my-vllm, OTHER, false",
        "ollama, OTHER, false",
        "my-vllm, PRIORITY, true",
        "openai, OTHER, true",
        "Azure OpenAI, OTHER, true",
        "groq, OTHER, true",
        "xai, OTHER, true",
        "openrouter, OTHER, true",
        "fireworks-ai, OTHER, true",
    })
    void an_unknown_word_is_a_price_only_where_tiers_are_sold(
            String provider, ServiceTier tier, boolean provisional) {
        Charging.Charge charge = charge(model(provider, STANDARD), "", told(tier));
        assertThat(charge.cost().nanos()).isEqualTo(1_023);
        assertThat(charge.usage().estimated()).isEqualTo(provisional);
        assertThat(charge(model(provider, WITH_TIERS), "", told(ServiceTier.OTHER)).usage())
                .matches(TokenUsage::estimated);
    }

    @Test
    void what_costs_nothing_costs_nothing_in_any_tier() {
        ModelPrice free = new ModelPrice(0, 0, 0, 0, 0, Optional.empty(), "v");
        Charging.Charge charge = charge(model("openai", free), "", told(ServiceTier.OTHER));
        assertThat(charge.cost().nanos()).isZero();
        assertThat(charge.usage().estimated()).isFalse();
    }

    @Test
    void what_came_of_a_broken_stream_is_charged_in_the_tier_that_was_named_or_asked_for() {
        Model model = model("openai", WITH_TIERS);
        long prompt = hold(model, "").promptTokens();
        assertThat(broken(model, "", Optional.of(ServiceTier.PRIORITY)))
                .isEqualTo(7 + 4 * prompt + 4 * 20);
        assertThat(broken(model, "priority", Optional.empty())).isEqualTo(7 + 4 * prompt + 4 * 20);
        assertThat(broken(model, "priority", Optional.of(ServiceTier.STANDARD)))
                .isEqualTo(7 + 2 * prompt + 4 * 10);
    }

    private static long broken(Model model, String asked, Optional<ServiceTier> named) {
        return charging(model, hold(model, asked), named)
                .charge(Optional.empty(), Optional.empty(), "four")
                .cost()
                .nanos();
    }

    /** Prices, requests and answers at random: whatever the tier of the answer, it is held for. */
    @Test
    void a_hold_covers_every_tier_that_may_serve_the_call() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 5_000; i++) {
            Model named = model("openai", random(random));
            Model served = random.nextBoolean() ? named.usually(ServiceTier.PRIORITY) : named;
            boolean hidden = random.nextBoolean();
            Model model = hidden ? served.cachingForLong() : served;
            String word = WORDS[random.nextInt(WORDS.length)];
            boolean priced = model.price().orElseThrow().inTier(ServiceTier.PRIORITY).isPresent();
            String asked = priced ? word : word.replaceAll("priority|fast", "flex");
            ObjectNode request = request(random, asked);
            Estimate hold = new Estimator().estimate(Endpoint.CHAT, model, request);
            boolean forLong = request.toString().contains("1h");
            TokenUsage usage = usage(random, hold, forLong && !hidden);
            Charging.Charge charge =
                    charging(model, hold, Optional.empty())
                            .charge(Optional.of(usage), Optional.empty(), "");
            assertThat(charge.cost())
                    .as("seed %s, call %s: %s of %s", SEED, i, usage, model.price())
                    .isLessThanOrEqualTo(hold.worstCase());
        }
    }

    /** Several choices, sound and what stays in a cache for an hour, each of them or none. */
    private static ObjectNode request(SplittableRandom random, String tier) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("max_tokens", 100);
        if (!tier.isEmpty()) {
            request.put("service_tier", tier);
        }
        request.put("n", random.nextInt(1, 5));
        if (random.nextBoolean()) {
            request.putArray("modalities").add("text").add("audio");
            request.putObject("audio").put("voice", "alloy").put("format", "wav");
        }
        ObjectNode text = JsonNodeFactory.instance.objectNode().put("type", "text");
        text.put("text", "hi");
        if (random.nextBoolean()) {
            text.putObject("cache_control").put("type", "ephemeral").put("ttl", "1h");
        }
        var content =
                request.putArray("messages").addObject().put("role", "user").putArray("content");
        content.add(text);
        if (random.nextBoolean()) {
            content.addObject()
                    .put("type", "input_audio")
                    .putObject("input_audio")
                    .put("data", "AAAA")
                    .put("format", "wav");
        }
        return request;
    }

    private static ModelPrice random(SplittableRandom random) {
        Map<ServiceTier, ModelPrice> tiers = new EnumMap<>(ServiceTier.class);
        ModelPrice standard = one(random);
        for (ServiceTier tier : List.of(ServiceTier.FLEX, ServiceTier.PRIORITY)) {
            if (random.nextBoolean()) {
                ModelPrice other = one(random);
                tiers.put(
                        tier,
                        new ModelPrice(
                                other.input(),
                                other.cachedRead(),
                                other.cachedWrite(),
                                other.output(),
                                other.reasoning(),
                                standard.perCall(),
                                other.longContext(),
                                UnitPrices.NONE,
                                other.audio(),
                                "v"));
            }
        }
        return standard.with(new TierPrices(tiers));
    }

    private static ModelPrice one(SplittableRandom random) {
        long output = random.nextLong(20_000_000);
        LongContextTier longer =
                new LongContextTier(
                        random.nextLong(1, 12),
                        random.nextLong(20_000_000),
                        random.nextLong(20_000_000),
                        random.nextLong(20_000_000),
                        random.nextLong(20_000_000),
                        random.nextBoolean() ? AudioPrices.NONE : sound(random));
        return new ModelPrice(
                random.nextLong(20_000_000),
                random.nextLong(20_000_000),
                random.nextLong(20_000_000),
                output,
                output + random.nextLong(5_000_000),
                random.nextLong(10),
                random.nextBoolean() ? List.of(longer) : List.of(),
                UnitPrices.NONE,
                sound(random),
                "v");
    }

    private static AudioPrices sound(SplittableRandom random) {
        return new AudioPrices(
                OptionalLong.of(random.nextLong(40_000_000)),
                random.nextBoolean()
                        ? OptionalLong.empty()
                        : OptionalLong.of(random.nextLong(40_000_000)),
                OptionalLong.of(random.nextLong(40_000_000)));
    }

    private static TokenUsage usage(SplittableRandom random, Estimate hold, boolean forLong) {
        long prompt = random.nextLong(hold.promptTokens() + 1);
        long read = random.nextLong(prompt + 1);
        long written = random.nextLong(prompt - read + 1);
        long output = random.nextLong(hold.outputTokensOfAll() + 1);
        List<Optional<ServiceTier>> told =
                List.of(
                        Optional.empty(),
                        Optional.of(ServiceTier.STANDARD),
                        Optional.of(hold.tier()));
        return new TokenUsage(
                        prompt,
                        read,
                        written,
                        forLong ? random.nextLong(written + 1) : 0,
                        output,
                        random.nextLong(output + 1),
                        false)
                .withAudio(
                        random.nextLong(Math.min(prompt, hold.audioTokens()) + 1),
                        hold.audioOutput() ? random.nextLong(output + 1) : 0)
                .servedIn(told.get(random.nextInt(told.size())));
    }
}
