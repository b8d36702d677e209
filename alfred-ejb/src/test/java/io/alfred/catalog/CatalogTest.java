package io.alfred.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.catalog.CatalogRows.PriceRow;
import io.alfred.catalog.CatalogRows.ProviderRow;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

class CatalogTest {
    private final List<ProviderRow> providers = new ArrayList<>();
    private final List<PriceRow> prices = new ArrayList<>();
    private final List<CatalogRows.OrgPriceRow> orgPrices = new ArrayList<>();
    private boolean databaseDown;
    private int loads;
    private long nowNanos;

    private final Catalog catalog = catalog(false);

    private Catalog catalog(boolean sandbox) {
        return new Catalog(new CatalogConfig(sandbox, BigDecimal.ONE), this::load, () -> nowNanos);
    }

    private CatalogRows load() {
        loads++;
        if (databaseDown) {
            throw new IllegalStateException("down");
        }
        return new CatalogRows(
                List.copyOf(providers), List.copyOf(prices), List.of(), List.copyOf(orgPrices));
    }

    private void provider(String name) {
        providers.add(new ProviderRow(name, "https://" + name + ".test/v1", Protocol.OPENAI, true));
    }

    private void price(String provider, String model) {
        ModelPrice price = new ModelPrice(1, 1, 1, 2, 0, Optional.empty(), "operator-1");
        prices.add(
                new PriceRow(
                        provider, model, model + "-up", Optional.empty(), price, 8_000, 1_000));
    }

    private AlfredException refused(String requested) {
        return catchThrowableOfType(AlfredException.class, () -> catalog.resolve(requested));
    }

    @Test
    void a_model_is_found_by_its_id_and_by_its_name() {
        provider("openai");
        assertThat(catalog.resolve("openai/gpt-4o").id()).isEqualTo("openai/gpt-4o");
        assertThat(catalog.resolve("gpt-4o").id()).isEqualTo("openai/gpt-4o");
        assertThat(catalog.provider("openai").orElseThrow().builtin()).isTrue();
    }

    @Test
    void a_known_model_of_a_provider_that_is_not_set_up_names_the_fix() {
        for (String name : List.of("gpt-4o", "openai/gpt-4o")) {
            AlfredException error = refused(name);
            assertThat(error.code()).isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
            assertThat(error.message()).contains("not set up");
            assertThat(error.fix()).isEqualTo("alfred provider set openai --key-file -");
        }
        assertThat(catalog.provider("openai")).isEmpty();
        assertThat(catalog.available()).isEmpty();
        assertThat(catalog.all()).isNotEmpty();
    }

    @Test
    void a_disabled_provider_is_not_called() {
        providers.add(new ProviderRow("openai", "https://openai.test/v1", Protocol.OPENAI, false));
        assertThat(refused("gpt-4o").code()).isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
        assertThat(refused("gpt-4o").message()).contains("disabled");
    }

    @Test
    void an_unknown_model_names_the_three_nearest() {
        provider("openai");
        AlfredException error = refused("gpt-4o-mimi");
        assertThat(error.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(error.param()).contains("model");
        assertThat(error.message()).contains("the nearest are openai/gpt-4o-mini, ");
        assertThat(error.message().split(", ")).hasSize(3);
        assertThat(refused("openai/gpt-4o-mimi").message()).contains("openai/gpt-4o-mini");
    }

    @Test
    void a_monstrous_model_name_is_cut_in_the_message() {
        assertThat(refused("x".repeat(1_000_000) + "\n").message()).hasSizeLessThan(400);
        assertThat(refused("a\u0000b").message()).contains("a?b");
    }

    @Test
    void an_unknown_model_of_the_operators_own_provider_lacks_a_price() {
        provider("vllm");
        AlfredException error = refused("vllm/llama");
        assertThat(error.code()).isEqualTo(ErrorCode.MODEL_NOT_PRICED);
        assertThat(error.fix()).startsWith("alfred model set-price vllm/llama");
    }

    @Test
    void a_name_at_two_providers_is_ambiguous_unless_one_is_shipped() {
        provider("a");
        provider("b");
        price("a", "llama");
        price("b", "llama");
        price("b", "gpt-4o");
        AlfredException error = refused("llama");
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.fix()).isEqualTo("name one of a/llama, b/llama");
        assertThat(catalog.resolve("gpt-4o").id()).isEqualTo("b/gpt-4o");
        provider("openai");
        expire();
        assertThat(catalog.resolve("gpt-4o").id()).isEqualTo("openai/gpt-4o");
    }

    @Test
    void a_model_name_may_have_slashes_of_its_own() {
        provider("together");
        price("together", "meta/llama");
        assertThat(catalog.resolve("together/meta/llama").name()).isEqualTo("meta/llama");
        assertThat(catalog.resolve("meta/llama").provider()).isEqualTo("together");
    }

    @Test
    void an_operators_price_replaces_the_shipped_one_and_keeps_vocabulary_and_image_bound() {
        provider("openai");
        price("openai", "gpt-4o");
        Model model = catalog.resolve("gpt-4o");
        assertThat(model.price().orElseThrow().version()).isEqualTo("operator-1");
        assertThat(model.upstreamName()).isEqualTo("gpt-4o-up");
        assertThat(model.vocabulary()).isEqualTo(Vocabulary.O200K);
        assertThat(model.imageTokensMax()).isEqualTo(1_445);
        assertThat(model.contextTokens()).isEqualTo(8_000);
    }

    @Test
    void a_model_of_the_operator_is_bounded_by_bytes() {
        provider("vllm");
        price("vllm", "llama");
        assertThat(catalog.resolve("llama").vocabulary()).isEqualTo(Vocabulary.UTF8_BYTES);
    }

    @Test
    void the_sandbox_is_there_only_when_it_is_on_and_only_by_its_full_name() {
        assertThat(refused("sandbox/echo").code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        Catalog open = catalog(true);
        Model echo = open.resolve("sandbox/echo");
        assertThat(echo.sandbox()).isTrue();
        assertThat(echo.price().orElseThrow().input()).isEqualTo(100_000_000);
        assertThat(echo.price().orElseThrow().output()).isEqualTo(400_000_000);
        assertThat(open.available()).contains(echo).containsExactlyElementsOf(Sandbox.MODELS);
        assertThat(catchThrowableOfType(AlfredException.class, () -> open.resolve("echo")).code())
                .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    }

    @Test
    void the_database_is_read_at_most_once_a_second() {
        catalog.all();
        catalog.all();
        nowNanos += TimeUnit.MILLISECONDS.toNanos(Catalog.SNAPSHOT_MAX_AGE_MS) - 1;
        catalog.all();
        assertThat(loads).isEqualTo(1);
        nowNanos++;
        catalog.all();
        assertThat(loads).isEqualTo(2);
    }

    @Test
    void a_change_on_this_node_is_seen_at_once() {
        assertThat(catalog.providers()).isEmpty();
        provider("openai");
        assertThat(catalog.providers()).isEmpty();
        catalog.changed(new CatalogChanged("openai"));
        assertThat(catalog.providers()).hasSize(1);
    }

    @Test
    void the_last_snapshot_serves_while_the_database_is_down() {
        provider("openai");
        assertThat(catalog.available()).isNotEmpty();
        databaseDown = true;
        expire();
        assertThat(catalog.resolve("gpt-4o").id()).isEqualTo("openai/gpt-4o");
        catalog.all();
        assertThat(loads).isEqualTo(2);
        databaseDown = false;
        providers.clear();
        expire();
        assertThat(catalog.available()).isEmpty();
    }

    @Test
    void without_any_snapshot_a_dead_database_is_an_error() {
        databaseDown = true;
        assertThat(refused("gpt-4o").code()).isEqualTo(ErrorCode.OVERLOADED);
        databaseDown = false;
        provider("openai");
        assertThat(catalog.resolve("gpt-4o").id()).isEqualTo("openai/gpt-4o");
    }

    private void expire() {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(Catalog.SNAPSHOT_MAX_AGE_MS);
    }

    @Test
    void of_several_that_offer_a_name_the_one_that_makes_models_goes_first() {
        provider("azure");
        provider("openrouter");
        provider("openai");
        assertThat(catalog.resolve("gpt-4o").id()).isEqualTo("openai/gpt-4o");
        assertThat(catalog.resolve("azure/gpt-4o").id()).isEqualTo("azure/gpt-4o");
    }

    @Test
    void of_several_that_make_none_of_their_own_one_has_to_be_named() {
        provider("azure");
        provider("helicone");
        assertThat(refused("gpt-4o").message()).contains("several providers");
        assertThat(refused("gpt-4o").fix()).contains("azure/gpt-4o", "helicone/gpt-4o");
    }

    @Test
    void a_models_own_name_may_begin_like_a_provider() {
        provider("groq");
        assertThat(catalog.all()).extracting(Model::id).contains("groq/openai/gpt-oss-120b");
        assertThat(catalog.resolve("openai/gpt-oss-120b").id())
                .isEqualTo("groq/openai/gpt-oss-120b");
        assertThat(refused("openai/gpt-4o").message()).contains("not set up");
    }

    @Test
    void an_org_has_its_own_price_of_a_model_and_no_other_org_has() {
        provider("openai");
        UUID org = new UUID(0, 1);
        orgPrices.add(
                new CatalogRows.OrgPriceRow(
                        org,
                        "openai",
                        "gpt-4o",
                        new ModelPrice(1, 1, 1, 2, 0, Optional.empty(), "org-1")));
        Model model = catalog.resolve("gpt-4o");
        assertThat(version(catalog.forOrg(Optional.of(org), model))).isEqualTo("org-1");
        assertThat(version(catalog.forOrg(Optional.of(new UUID(0, 2)), model)))
                .isEqualTo("openai-2026-11-29");
        assertThat(version(catalog.forOrg(Optional.empty(), model))).isEqualTo("openai-2026-11-29");
    }

    private static String version(Model model) {
        return model.price().orElseThrow().version();
    }

    @Test
    void a_name_that_only_providers_know_that_are_not_set_up_is_not_found() {
        provider("openai");
        AlfredException error = refused("auto");
        assertThat(error.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(error.fix()).contains("alfred provider set llmgateway");
        // named with its provider it is known, and so is a model of one that makes models
        assertThat(refused("llmgateway/auto").code()).isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
        assertThat(refused("claude-haiku-4-5").code()).isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
    }
}
