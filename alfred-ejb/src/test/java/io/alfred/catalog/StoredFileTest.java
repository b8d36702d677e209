package io.alfred.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.catalog.CatalogRows.FileRow;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.ServiceTier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

class StoredFileTest {
    private static final CatalogConfig CONFIG = new CatalogConfig(false, BigDecimal.ONE);

    /** Of a model whose tiers are as told, and another whose tiers are right. */
    private static String file(String version, String tiers) {
        return """
        {"provider":"p","price_version":"%s","base_url":"http://h","models":[
        {"model":"m","kind":"chat","vocabulary":"o200k","context_tokens":9000,
        "max_output_tokens":9,"usd_per_1m_tokens":{"input":"2","output":"4","reasoning":"5",
        "service_tiers":%s}},
        {"model":"right","kind":"chat","vocabulary":"o200k","context_tokens":9000,
        "max_output_tokens":9,"usd_per_1m_tokens":{"input":"2","output":"4",
        "service_tiers":{"priority":{"input":"3","output":"5"}}}}]}
        """
                .formatted(version, tiers);
    }

    private static CatalogRows stored(String content) {
        return new CatalogRows(
                List.of(), List.of(), List.of(new FileRow("p", 1, content)), List.of());
    }

    private static Catalog catalog(String content) {
        return new Catalog(CONFIG, () -> stored(content), System::nanoTime);
    }

    private static ModelPrice price(Catalog catalog, String id) {
        return catalog.all().stream()
                .filter(model -> model.id().equals(id))
                .findFirst()
                .flatMap(Model::price)
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "null",
                "[]",
                "{\"ultrafast\":{\"input\":\"1\",\"output\":\"1\",\"reasoning\":\"1\"}}",
                "{\"flex\":{\"input\":\"1\",\"output\":\"1\"}}",
                "{\"flex\":{\"input\":\"1\",\"output\":\"1\",\"reasoning\":\"0.0000000001\"}}",
                "{\"flex\":{\"input\":\"-1\",\"output\":\"1\",\"reasoning\":\"1\"}}",
            })
    void a_stored_file_is_read_without_its_malformed_tiers_and_a_new_one_is_refused(String tiers) {
        Catalog catalog = catalog(file("v1", tiers));
        assertThat(price(catalog, "p/m").tiers()).isEqualTo(TierPrices.NONE);
        assertThat(price(catalog, "p/m").reasoning()).isEqualTo(5_000_000_000L);
        assertThat(price(catalog, "p/right").inTier(ServiceTier.PRIORITY)).isPresent();

        assertThatThrownBy(
                        () ->
                                new CatalogEdit(CONFIG)
                                        .diff(CatalogRows.NONE, "p", file("v2", tiers), List.of()))
                .isInstanceOfSatisfying(
                        AlfredException.class, e -> assertThat(e.param()).contains("file"));
    }

    @Test
    void a_newer_file_can_be_taken_over_after_a_malformed_one() {
        String old = file("v1", "7");
        CatalogDiff diff =
                new CatalogEdit(CONFIG)
                        .diff(
                                stored(old),
                                "p",
                                file(
                                        "v2",
                                        "{\"flex\":{\"input\":\"1\",\"output\":\"2\","
                                                + "\"reasoning\":\"2\"}}"),
                                List.of(old));
        assertThat(diff.changes())
                .containsExactly(
                        new CatalogDiff.Change(
                                "m",
                                "service_tiers.flex",
                                Optional.empty(),
                                Optional.of(
                                        "input 1, cached_read 1, cached_write 1, output 2,"
                                                + " reasoning 2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no JSON", "{}", "[]"})
    void a_stored_file_that_cannot_be_read_is_named(String content) {
        assertThatThrownBy(() -> catalog(content).all())
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
                            assertThat(e.message()).contains("file of provider \"p\"");
                        });
    }
}
