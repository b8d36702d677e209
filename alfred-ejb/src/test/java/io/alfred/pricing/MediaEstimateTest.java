package io.alfred.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.UnitPrices;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ExactJson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

class MediaEstimateTest {
    private static final ModelPrice FREE = tokens(0, 0);

    private final Estimator estimator = new Estimator();

    private static ModelPrice tokens(long input, long output) {
        return new ModelPrice(input, input, input, output, 0, Optional.empty(), "v");
    }

    private static ModelPrice units(long perImage, long perMillionCharacters, long perMinute) {
        return new ModelPrice(
                0,
                0,
                0,
                0,
                0,
                Optional.empty(),
                new UnitPrices(perImage, perMillionCharacters, perMinute),
                "v");
    }

    private static Model model(ModelKind kind, long context, long output, ModelPrice price) {
        return new Model(
                "openai",
                "m",
                "m",
                kind,
                Vocabulary.CL100K,
                context,
                output,
                0,
                Optional.of(price),
                false);
    }

    private Estimate estimate(Endpoint endpoint, Model model, String request) {
        return estimator.estimate(
                endpoint, model, ExactJson.readObject(request.getBytes(StandardCharsets.UTF_8)));
    }

    private AlfredException refused(Endpoint endpoint, Model model, String request) {
        AlfredException error =
                catchThrowableOfType(
                        AlfredException.class, () -> estimate(endpoint, model, request));
        assertThat(error).as("nothing was refused").isNotNull();
        return error;
    }

    // embeddings

    private static final Model EMBEDDING =
            model(ModelKind.EMBEDDING, 8_191, 0, tokens(20_000_000, 0));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"hello world\" | 2",
                "[\"hello world\",\"hello\"] | 3",
                "[1,2,3] | 3",
                "[[1,2,3],[4]] | 4",
                "[[1],\"hello world\"] | 3",
                "\"\" | 0"
            })
    void every_form_of_embedding_input_is_counted_exactly(String input, long tokens) {
        Estimate estimate =
                estimate(
                        Endpoint.EMBEDDINGS,
                        EMBEDDING,
                        "{\"model\":\"m\",\"dimensions\":2,\"encoding_format\":\"base64\","
                                + "\"user\":\"u\",\"input\":"
                                + input
                                + "}");
        assertThat(estimate.promptTokens()).isEqualTo(tokens);
        assertThat(estimate.outputTokensMax()).isZero();
        assertThat(estimate.worstCase().nanos()).isEqualTo(tokens * 20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | input",
                "[] | input",
                "7 | input",
                "{} | input",
                "[-1] | input[0]",
                "[1,\"a\"] | input[1]",
                "[\"a\",7] | input[1]",
                "[[1],[1.5]] | input[1][0]"
            })
    void other_embedding_input_is_refused_with_its_path(String input, String path) {
        AlfredException error =
                refused(Endpoint.EMBEDDINGS, EMBEDDING, "{\"input\":" + input + "}");
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.param()).contains(path);
    }

    @Test
    void fields_that_may_reach_an_embedding_model_are_counted() {
        assertThat(
                        estimate(
                                        Endpoint.EMBEDDINGS,
                                        EMBEDDING,
                                        "{\"input\":\"hello\",\"prompt\":\"find similar\"}")
                                .promptTokens())
                .isGreaterThan(2);
    }

    @Test
    void a_model_of_another_kind_is_refused_on_every_endpoint() {
        Model chat = model(ModelKind.CHAT, 10, 10, FREE);
        for (Endpoint endpoint :
                new Endpoint[] {
                    Endpoint.EMBEDDINGS,
                    Endpoint.MODERATIONS,
                    Endpoint.IMAGES,
                    Endpoint.SPEECH,
                    Endpoint.TRANSCRIPTIONS,
                    Endpoint.TRANSLATIONS
                }) {
            assertThat(refused(endpoint, chat, "{}").param()).contains("model");
        }
        assertThat(refused(Endpoint.CHAT, EMBEDDING, "{}").param()).contains("model");
    }

    // moderations

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"hello world\" | 2",
                "[\"hello\",\"world\"] | 2",
                "[{\"type\":\"text\",\"text\":\"hello world\"},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}}] | 2"
            })
    void a_free_moderation_counts_its_text_and_holds_nothing(String input, long tokens) {
        Estimate estimate =
                estimate(
                        Endpoint.MODERATIONS,
                        model(ModelKind.MODERATION, 0, 0, FREE),
                        "{\"input\":" + input + "}");
        assertThat(estimate.promptTokens()).isEqualTo(tokens);
        assertThat(estimate.worstCase().nanos()).isZero();
    }

    @Test
    void an_image_without_a_bound_is_refused_where_moderation_costs_tokens() {
        String request = "{\"input\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}}]}";
        ModelPrice price = tokens(1_000_000, 0);
        assertThat(
                        refused(
                                        Endpoint.MODERATIONS,
                                        model(ModelKind.MODERATION, 0, 0, price),
                                        request)
                                .param())
                .contains("input[0].type");
        assertThat(
                        estimate(
                                        Endpoint.MODERATIONS,
                                        model(ModelKind.MODERATION, 100, 0, price),
                                        request)
                                .worstCase()
                                .nanos())
                .isEqualTo(100);
    }

    // images

    @Test
    void images_by_the_piece_hold_as_many_as_are_asked_for() {
        Model model = model(ModelKind.IMAGE, 0, 0, units(40_000_000, 0, 0));
        Estimate one = estimate(Endpoint.IMAGES, model, "{\"prompt\":\"a cat\"}");
        assertThat(one.worstCase().nanos()).isEqualTo(40_000_000);
        Estimate most =
                estimate(
                        Endpoint.IMAGES,
                        model,
                        "{\"prompt\":\"a cat\",\"n\":" + MediaBound.IMAGES_MAX + "}");
        assertThat(most.worstCase().nanos()).isEqualTo(400_000_000);
        assertThat(
                        refused(
                                        Endpoint.IMAGES,
                                        model,
                                        "{\"prompt\":\"a cat\",\"n\":"
                                                + (MediaBound.IMAGES_MAX + 1)
                                                + "}")
                                .param())
                .contains("n");
        assertThat(refused(Endpoint.IMAGES, model, "{}").param()).contains("prompt");
    }

    @Test
    void images_by_the_token_hold_the_largest_image_and_every_partial_one() {
        Model model = model(ModelKind.IMAGE, 0, 6_240, tokens(5_000_000, 40_000_000));
        Estimate two = estimate(Endpoint.IMAGES, model, "{\"prompt\":\"hello world\",\"n\":2}");
        assertThat(two.worstCase().nanos()).isEqualTo((2 + 16) * 5 + 2 * 6_240 * 40);
        Estimate partial =
                estimate(
                        Endpoint.IMAGES,
                        model,
                        "{\"prompt\":\"hello world\",\"stream\":true,\"partial_images\":3}");
        assertThat(partial.worstCase().nanos()).isEqualTo((2 + 16) * 5 + (6_240 + 300) * 40);
        assertThat(
                        refused(Endpoint.IMAGES, model, "{\"prompt\":\"x\",\"partial_images\":4}")
                                .param())
                .contains("partial_images");
        assertThat(
                        refused(
                                        Endpoint.IMAGES,
                                        model,
                                        "{\"prompt\":\"x\",\"stream\":true,\"n\":2}")
                                .param())
                .contains("n");
    }

    @Test
    void a_price_by_token_without_a_bound_is_no_price() {
        for (ModelKind kind : new ModelKind[] {ModelKind.IMAGE, ModelKind.TRANSCRIPTION}) {
            AlfredException error =
                    refused(
                            kind == ModelKind.IMAGE ? Endpoint.IMAGES : Endpoint.TRANSCRIPTIONS,
                            model(kind, 0, 0, tokens(1, 1)),
                            "{\"prompt\":\"x\",\"file\":{\"bytes\":1}}");
            assertThat(error.code()).isEqualTo(ErrorCode.MODEL_NOT_PRICED);
            assertThat(error.fix()).contains("--max-output-tokens");
        }
    }

    // speech

    @ParameterizedTest
    @CsvSource({"hello, 5", "gr\u00fc\u00df, 4", "\uD83D\uDE00\uD83D\uDE00, 2"})
    void speech_is_priced_by_unicode_characters_and_exact(String text, long characters) {
        Model model = model(ModelKind.SPEECH, 0, 0, units(0, 15_000_000_000L, 0));
        Estimate estimate = estimate(Endpoint.SPEECH, model, "{\"input\":\"" + text + "\"}");
        assertThat(estimate.units()).isEqualTo(BilledUnits.characters(characters));
        assertThat(estimate.worstCase().nanos()).isEqualTo(characters * 15_000);
    }

    @Test
    void speech_by_the_token_has_to_tell_its_usage() {
        Model model = model(ModelKind.SPEECH, 2_000, 2_000, tokens(600_000, 12_000_000));
        AlfredException error = refused(Endpoint.SPEECH, model, "{\"input\":\"hello world\"}");
        assertThat(error.param()).contains("stream_format");
        Estimate told =
                estimate(
                        Endpoint.SPEECH,
                        model,
                        "{\"input\":\"hello world\",\"stream_format\":\"sse\"}");
        assertThat(told.worstCase().nanos()).isEqualTo(11 + 2_000 * 12);
    }

    // transcriptions

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "750, 1", "751, 2", "75000, 100"})
    void audio_is_held_at_the_longest_it_can_play(long bytes, long seconds) {
        Model model = model(ModelKind.TRANSCRIPTION, 0, 0, units(0, 0, 6_000_000));
        Estimate estimate =
                estimate(Endpoint.TRANSCRIPTIONS, model, "{\"file\":{\"bytes\":" + bytes + "}}");
        assertThat(estimate.units()).isEqualTo(BilledUnits.audio(seconds).atMost());
        assertThat(estimate.worstCase().nanos()).isEqualTo(seconds * 100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"file\":\"text\"}"})
    void a_transcription_needs_a_file(String request) {
        Model model = model(ModelKind.TRANSCRIPTION, 0, 0, units(0, 0, 1));
        assertThat(refused(Endpoint.TRANSLATIONS, model, request).param()).contains("file");
    }

    // prices

    @Test
    void tokens_characters_and_seconds_are_rounded_up_once_together() {
        ModelPrice price =
                new ModelPrice(1, 1, 1, 0, 3, Optional.empty(), new UnitPrices(7, 1, 1), "v");
        // 1/1,000,000 + 1/1,000,000 + 1/60 of a nano-credit is one; images and the call are whole
        assertThat(
                        CallPrice.of(
                                        price,
                                        TokenUsage.reported(1, 0),
                                        new BilledUnits(2, 1, 1, false))
                                .nanos())
                .isEqualTo(1 + 2 * 7 + 3);
        assertThat(
                        CallPrice.of(
                                        price,
                                        TokenUsage.reported(0, 0),
                                        new BilledUnits(0, 0, 60, false))
                                .nanos())
                .isEqualTo(1 + 3);
        assertThat(
                        CallPrice.of(
                                        price,
                                        TokenUsage.reported(0, 0),
                                        new BilledUnits(0, 0, 61, false))
                                .nanos())
                .isEqualTo(2 + 3);
        assertThat(CallPrice.of(price, TokenUsage.reported(0, 0), BilledUnits.NONE).nanos())
                .isEqualTo(3);
    }
}
