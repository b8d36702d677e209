package io.alfred.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.UnitPrices;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.AlfredException;
import io.alfred.providers.ExactJson;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Service tiers at endpoints whose answers name none. */
class AskedTierTest {
    private static Estimate estimate(Endpoint endpoint, ModelKind kind, String fields) {
        ModelPrice price =
                new ModelPrice(0, 0, 0, 0, 0, Optional.empty(), new UnitPrices(1, 1, 1), "v");
        Model model =
                new Model(
                        "p", "m", "m", kind, Vocabulary.O200K, 0, 0, 0, Optional.of(price), false);
        return new Estimator()
                .estimate(
                        endpoint,
                        model,
                        ExactJson.readObject(
                                ("{\"input\":\"a\",\"prompt\":\"a\",\"file\":{\"bytes\":9}"
                                                + fields
                                                + "}")
                                        .getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "EMBEDDINGS, EMBEDDING",
        "MODERATIONS, MODERATION",
        "IMAGES, IMAGE",
        "SPEECH, SPEECH",
        "TRANSCRIPTIONS, TRANSCRIPTION",
        "TRANSLATIONS, TRANSCRIPTION",
    })
    void other_endpoints_know_the_standard_tier_only(Endpoint endpoint, ModelKind kind) {
        for (String none : List.of("null", "\"auto\"", "\"default\"")) {
            assertThat(estimate(endpoint, kind, ",\"service_tier\":" + none).units())
                    .as(none)
                    .isEqualTo(estimate(endpoint, kind, "").units());
        }
        for (String other :
                List.of("\"priority\"", "\"flex\"", "\"x\"", "\"\"", "7", "[]", "{}", "true")) {
            assertThatThrownBy(() -> estimate(endpoint, kind, ",\"service_tier\":" + other))
                    .as(other)
                    .isInstanceOfSatisfying(
                            AlfredException.class,
                            e -> assertThat(e.param()).contains("service_tier"));
        }
    }
}
