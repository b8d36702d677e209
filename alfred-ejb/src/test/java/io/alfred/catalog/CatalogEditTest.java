package io.alfred.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.catalog.CatalogRows.PriceRow;
import io.alfred.catalog.CatalogRows.ProviderRow;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.TokenUsage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class CatalogEditTest {
    private static final CatalogRows VLLM =
            new CatalogRows(
                    List.of(
                            new ProviderRow(
                                    "vllm", "http://127.0.0.1:8000/v1", Protocol.OPENAI, true)),
                    List.of());

    private final CatalogEdit edit = new CatalogEdit(new CatalogConfig(true, BigDecimal.ONE));

    private static PriceChange change(long inputNanos, OptionalLong context, OptionalLong output) {
        return new PriceChange(
                Optional.empty(),
                Optional.of(Credits.ofNanos(inputNanos)),
                Optional.empty(),
                Optional.of(Credits.ofNanos(7)),
                Optional.of(Credits.ofNanos(5)),
                Credits.ofNanos(9),
                PriceChange.Units.NONE,
                context,
                output,
                Optional.empty());
    }

    private static PriceChange limits(long context, long output) {
        return change(3, OptionalLong.of(context), OptionalLong.of(output));
    }

    private Optional<String> refusedField(String provider, String model, PriceChange change) {
        AlfredException error =
                catchThrowableOfType(
                        AlfredException.class, () -> edit.price(VLLM, provider, model, change));
        return error == null ? Optional.empty() : error.param();
    }

    private static ProviderChange change(@Nullable String baseUrl, @Nullable Boolean active) {
        return new ProviderChange(
                Optional.ofNullable(baseUrl), Optional.empty(), Optional.ofNullable(active));
    }

    @Test
    void a_provider_speaks_what_is_said_else_what_is_shipped_else_openais_protocol() {
        ProviderChange anthropic =
                new ProviderChange(
                        Optional.of("http://h/v1"),
                        Optional.of(Protocol.ANTHROPIC),
                        Optional.empty());
        assertThat(edit.provider(CatalogRows.NONE, "own", anthropic).protocol())
                .isEqualTo(Protocol.ANTHROPIC);
        assertThat(edit.provider(CatalogRows.NONE, "own", change("http://h", null)).protocol())
                .isEqualTo(Protocol.OPENAI);
        assertThat(edit.provider(CatalogRows.NONE, "anthropic", change(null, null)))
                .isEqualTo(
                        new ProviderRow(
                                "anthropic",
                                "https://api.anthropic.com/v1",
                                Protocol.ANTHROPIC,
                                true));
        CatalogRows own =
                new CatalogRows(
                        List.of(new ProviderRow("own", "http://h", Protocol.ANTHROPIC, true)),
                        List.of());
        assertThat(edit.provider(own, "own", change(null, false)).protocol())
                .as("stays")
                .isEqualTo(Protocol.ANTHROPIC);
    }

    @Test
    void a_shipped_provider_needs_no_base_url() {
        ProviderRow row = edit.provider(CatalogRows.NONE, "openai", change(null, null));
        assertThat(row)
                .isEqualTo(
                        new ProviderRow(
                                "openai", "https://api.openai.com/v1", Protocol.OPENAI, true));
    }

    @Test
    void what_is_left_out_stays() {
        assertThat(edit.provider(VLLM, "vllm", change(null, false)))
                .isEqualTo(
                        new ProviderRow(
                                "vllm", "http://127.0.0.1:8000/v1", Protocol.OPENAI, false));
        assertThat(edit.provider(VLLM, "vllm", change("https://x.test/v2/", null)))
                .isEqualTo(new ProviderRow("vllm", "https://x.test/v2", Protocol.OPENAI, true));
    }

    @Test
    void a_new_provider_needs_a_base_url() {
        AlfredException error =
                catchThrowableOfType(
                        AlfredException.class,
                        () -> edit.provider(VLLM, "of-ours", change(null, null)));
        assertThat(error.param()).contains("base_url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://x.test",
                "x.test/v1",
                "https://user:pw@x.test",
                "https://x.test?a=b",
                "https://x.test#f",
                "https:///v1",
                "http://x test",
                ""
            })
    void a_base_url_is_plain_http(String url) {
        AlfredException error =
                catchThrowableOfType(
                        AlfredException.class,
                        () -> edit.provider(VLLM, "vllm", change(url, null)));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.param()).contains("base_url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "Open", "a/b", "a b", "sandbox"})
    void a_provider_name_is_plain_and_not_the_sandboxs(String name) {
        AlfredException error =
                catchThrowableOfType(
                        AlfredException.class,
                        () -> edit.provider(VLLM, name, change("http://h", null)));
        assertThat(error.param()).contains("name");
    }

    @Test
    void a_price_takes_defaults_from_its_own_input_price() {
        PriceRow row = edit.price(VLLM, "vllm", "org/llama", limits(8_000, 1_000));
        assertThat(row.price()).isEqualTo(new ModelPrice(3, 3, 7, 5, 9, Optional.empty(), ""));
        assertThat(row.upstreamModel()).isEqualTo("org/llama");
    }

    @Test
    void a_known_model_keeps_its_limits() {
        PriceRow row =
                edit.price(
                        VLLM,
                        "openai",
                        "gpt-4o",
                        change(3, OptionalLong.empty(), OptionalLong.empty()));
        assertThat(row.contextTokens()).isEqualTo(128_000);
        assertThat(row.maxOutputTokens()).isEqualTo(16_384);
    }

    private static PriceChange media(ModelKind kind, PriceChange.Units units) {
        return new PriceChange(
                Optional.of(kind),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Credits.ZERO,
                units,
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    private static Optional<Credits> nanos(long nanos) {
        return Optional.of(Credits.ofNanos(nanos));
    }

    @Test
    void a_model_that_is_billed_by_other_units_needs_neither_token_prices_nor_limits() {
        PriceChange.Units image =
                new PriceChange.Units(nanos(40), Optional.empty(), Optional.empty());

        PriceRow row = edit.price(VLLM, "openai", "dall-e-3", media(ModelKind.IMAGE, image));

        assertThat(row.kind()).contains(ModelKind.IMAGE);
        assertThat(row.price().units()).isEqualTo(new UnitPrices(40, 0, 0));
        assertThat(row.price().countsTokens()).isFalse();
        assertThat(row.contextTokens()).isZero();
    }

    @Test
    void what_a_kind_is_billed_by_must_be_told_and_nothing_else() {
        PriceChange.Units none = PriceChange.Units.NONE;
        assertThat(refusedField("vllm", "m", media(ModelKind.CHAT, none))).contains("input");
        assertThat(refusedField("vllm", "m", media(ModelKind.MODERATION, none))).contains("input");
        assertThat(refusedField("vllm", "m", media(ModelKind.IMAGE, none))).contains("per_image");
        assertThat(refusedField("vllm", "m", media(ModelKind.SPEECH, none)))
                .contains("per_1m_characters");
        assertThat(refusedField("vllm", "m", media(ModelKind.TRANSCRIPTION, none)))
                .contains("per_minute");
        PriceChange.Units all = new PriceChange.Units(nanos(1), nanos(0), nanos(0));
        assertThat(refusedField("vllm", "m", media(ModelKind.IMAGE, all))).isEmpty();
        assertThat(refusedField("vllm", "m", media(ModelKind.SPEECH, all))).contains("per_image");
        assertThat(
                        refusedField(
                                "vllm",
                                "m",
                                media(
                                        ModelKind.TRANSCRIPTION,
                                        new PriceChange.Units(
                                                nanos(0),
                                                nanos(0),
                                                nanos(PriceEdit.PRICE_MAX_NANOS + 1)))))
                .contains("per_minute");
    }

    private static PriceChange sound(ModelKind kind, PriceChange.Audio audio) {
        return new PriceChange(
                Optional.of(kind),
                nanos(3),
                Optional.empty(),
                Optional.empty(),
                nanos(5),
                Credits.ZERO,
                PriceChange.Units.NONE,
                audio,
                OptionalLong.of(10),
                OptionalLong.of(10),
                Optional.empty());
    }

    @Test
    void sound_of_a_chat_is_priced_where_it_is_told_and_unknown_else() {
        PriceChange.Audio heard = new PriceChange.Audio(nanos(32), Optional.empty());
        assertThat(edit.price(VLLM, "vllm", "m", sound(ModelKind.CHAT, heard)).price().audio())
                .isEqualTo(new AudioPrices(OptionalLong.of(32), OptionalLong.empty()));
        assertThat(edit.price(VLLM, "vllm", "m", limits(10, 10)).price().audio())
                .isEqualTo(AudioPrices.NONE);
        assertThat(refusedField("vllm", "m", sound(ModelKind.EMBEDDING, heard)))
                .contains("audio_input");
        PriceChange.Audio dear =
                new PriceChange.Audio(nanos(0), nanos(PriceEdit.PRICE_MAX_NANOS + 1));
        assertThat(refusedField("vllm", "m", sound(ModelKind.CHAT, dear))).contains("audio_output");
    }

    @Test
    void an_unknown_model_needs_its_limits() {
        assertThat(refusedField("vllm", "m", change(3, OptionalLong.empty(), OptionalLong.of(1))))
                .contains("context_tokens");
        assertThat(refusedField("vllm", "m", change(3, OptionalLong.of(1), OptionalLong.empty())))
                .contains("max_output_tokens");
    }

    @Test
    void limits_and_prices_are_bounded() {
        long most = TokenUsage.TOKENS_MAX;
        assertThat(refusedField("vllm", "m", limits(most, most))).isEmpty();
        assertThat(refusedField("vllm", "m", limits(most + 1, 1))).contains("context_tokens");
        assertThat(refusedField("vllm", "m", limits(0, 1))).contains("context_tokens");
        assertThat(refusedField("vllm", "m", limits(10, 11))).contains("max_output_tokens");
        assertThat(refusedField("vllm", "m", limits(10, 0))).contains("max_output_tokens");
        OptionalLong ten = OptionalLong.of(10);
        assertThat(refusedField("vllm", "m", change(PriceEdit.PRICE_MAX_NANOS, ten, ten)))
                .isEmpty();
        assertThat(refusedField("vllm", "m", change(PriceEdit.PRICE_MAX_NANOS + 1, ten, ten)))
                .contains("input");
        assertThat(refusedField("vllm", "m", change(-1, ten, ten))).contains("input");
    }

    @Test
    void model_names_are_bounded_and_plain() {
        PriceChange any = limits(10, 10);
        assertThat(refusedField("vllm", "x".repeat(200), any)).isEmpty();
        assertThat(refusedField("vllm", "x".repeat(201), any)).contains("model");
        for (String name : List.of("", "/a", "a/", "a b", "ä", "a\n")) {
            assertThat(refusedField("vllm", name, any)).contains("model");
        }
    }

    @Test
    void a_provider_whose_customers_have_addresses_of_their_own_says_what_they_look_like() {
        AlfredException error =
                catchThrowableOfType(
                        AlfredException.class,
                        () -> edit.provider(VLLM, "azure", change(null, null)));
        assertThat(error.fix())
                .isEqualTo(
                        "alfred provider set azure --base-url"
                                + " https://{resource}.openai.azure.com/openai/v1");
    }

    @Test
    void a_shipped_provider_needs_nothing_but_its_name() {
        assertThat(edit.provider(VLLM, "google", change(null, null)))
                .isEqualTo(
                        new ProviderRow(
                                "google",
                                "https://generativelanguage.googleapis.com/v1beta",
                                Protocol.GEMINI,
                                ProviderAuth.X_GOOG_API_KEY,
                                true));
    }

    @Test
    void a_price_needs_a_provider() {
        AlfredException error =
                catchThrowableOfType(
                        AlfredException.class,
                        () -> edit.price(VLLM, "of-ours", "m", limits(10, 10)));
        assertThat(error.code()).isEqualTo(ErrorCode.NOT_FOUND);
    }
}
