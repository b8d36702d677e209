package io.alfred.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files as they are shipped: what every one of them promises to its reader. */
class ShippedCatalogueTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int NANO_SCALE = 9;
    private static final BigDecimal USD_MAX = new BigDecimal("1000");
    private static final long TOKENS_MAX = 1_000_000_000L;
    private static final Pattern PROVIDER_NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Pattern MODEL_NAME =
            Pattern.compile("[\\p{Graph}&&[^/]](?:\\p{Graph}{0,198}[\\p{Graph}&&[^/]])?");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
    private static final Set<String> PROTOCOLS =
            Set.of("openai", "anthropic", "gemini", "vertex", "bedrock", "cohere");
    private static final Set<String> SIGN_IN =
            Set.of(
                    "bearer",
                    "x-api-key",
                    "api-key",
                    "x-goog-api-key",
                    "google-service-account",
                    "sigv4",
                    "none");
    private static final Set<String> KINDS =
            Set.of("chat", "embedding", "moderation", "image", "speech", "transcription");
    private static final Set<String> CAPABILITIES =
            Set.of(
                    "attachment",
                    "audio_input",
                    "audio_output",
                    "image_output",
                    "json_schema",
                    "open_weights",
                    "pdf_input",
                    "reasoning",
                    "temperature",
                    "tools",
                    "vision");
    private static final List<String> NAMES = index();
    private static final Map<String, JsonNode> FILES = files();

    private static List<String> index() {
        return new String(bytes("index.txt"), StandardCharsets.UTF_8).lines().toList();
    }

    private static Map<String, JsonNode> files() {
        Map<String, JsonNode> files = new TreeMap<>();
        for (String name : NAMES) {
            try {
                files.put(name, MAPPER.readTree(bytes(name + ".json")));
            } catch (IOException e) {
                throw new UncheckedIOException(name, e);
            }
        }
        return files;
    }

    private static byte[] bytes(String file) {
        try (InputStream in = ShippedCatalogueTest.class.getResourceAsStream("/catalog/" + file)) {
            assertThat(in).as(file).isNotNull();
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    private static Stream<JsonNode> models() {
        return FILES.values().stream().flatMap(file -> elements(file.path("models")));
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode file(String provider) {
        return Optional.ofNullable(FILES.get(provider)).orElseThrow();
    }

    private static JsonNode model(String provider, String name) {
        return elements(file(provider).path("models"))
                .filter(model -> model.path("model").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_index_is_sorted_and_names_no_provider_twice() {
        assertThat(NAMES).isSorted().doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(120);
    }

    @Test
    void more_than_four_thousand_models_have_a_price() {
        assertThat(models().filter(ShippedCatalogueTest::priced).count())
                .isGreaterThanOrEqualTo(4_000);
    }

    private static boolean priced(JsonNode model) {
        return Stream.of(
                        "usd_per_1m_tokens",
                        "usd_per_image",
                        "usd_per_1m_characters",
                        "usd_per_minute")
                .anyMatch(model::has);
    }

    @Test
    void a_file_is_named_as_its_provider() {
        FILES.forEach(
                (name, file) -> {
                    assertThat(file.path("provider").asText()).isEqualTo(name);
                    assertThat(name).matches(PROVIDER_NAME);
                    assertThat(file.path("price_version").asText())
                            .matches(Pattern.quote(name) + "-\\d{4}-\\d\\d-\\d\\d");
                });
    }

    @Test
    void every_provider_says_where_and_how_it_is_called() {
        FILES.forEach(
                (name, file) -> {
                    for (String field : List.of("title", "docs", "source", "cross_checked_with")) {
                        assertThat(file.path(field).asText()).as(name + " " + field).isNotBlank();
                    }
                    assertThat(file.path("protocol").asText()).as(name).isIn(PROTOCOLS);
                    assertThat(file.path("auth").asText()).as(name).isIn(SIGN_IN);
                    assertThat(file.path("auth").asText().equals("none"))
                            .as(name)
                            .isNotEqualTo(file.has("key_variable"));
                    assertThat(file.path("regions").isArray()).as(name).isTrue();
                    assertThat(file.path("notes").isArray()).as(name).isTrue();
                    assertThat(file.path("models")).as(name).isNotEmpty();
                });
    }

    @Test
    void every_placeholder_of_a_base_url_is_explained() {
        FILES.forEach(
                (name, file) -> {
                    String url = file.path("base_url").asText();
                    assertThat(url).as(name).matches("https?://[^\\s?#]+[^/]");
                    Set<String> used = new TreeSet<>();
                    Matcher matcher = PLACEHOLDER.matcher(url);
                    while (matcher.find()) {
                        used.add(matcher.group(1));
                    }
                    Set<String> explained = new TreeSet<>();
                    for (JsonNode variable : file.path("base_url_variables")) {
                        explained.add(variable.path("name").asText());
                        assertThat(variable.path("example").asText()).as(name).isNotBlank();
                        assertThat(variable.path("says").asText()).as(name).isNotBlank();
                    }
                    assertThat(used).as(name).isEqualTo(explained);
                });
    }

    @Test
    void no_provider_has_a_model_twice() {
        FILES.forEach(
                (name, file) -> {
                    List<String> names = new ArrayList<>();
                    for (JsonNode model : file.path("models")) {
                        names.add(model.path("model").asText());
                        model.path("snapshots").forEach(each -> names.add(each.asText()));
                    }
                    assertThat(names)
                            .as(name)
                            .doesNotHaveDuplicates()
                            .allSatisfy(each -> assertThat(each).matches(MODEL_NAME));
                });
    }

    @Test
    void every_model_says_what_it_is_and_what_bounds_it() {
        assertThat(models())
                .allSatisfy(
                        model -> {
                            String kind = model.path("kind").asText();
                            assertThat(kind).isIn(KINDS);
                            assertThat(model.path("vocabulary").asText())
                                    .isIn("o200k", "cl100k", "utf8_bytes");
                            long context = model.required("context_tokens").longValue();
                            long output = model.required("max_output_tokens").longValue();
                            assertThat(context).isBetween(0L, TOKENS_MAX);
                            if (kind.equals("chat")) {
                                assertThat(output).isPositive().isLessThanOrEqualTo(context);
                            }
                            if (kind.equals("embedding")) {
                                assertThat(context).isPositive();
                                assertThat(output).isZero();
                            }
                            assertThat(model.path("image_tokens_max").longValue())
                                    .isBetween(0L, 100_000L);
                        });
    }

    @Test
    void capabilities_are_known_words_in_order() {
        assertThat(models())
                .allSatisfy(
                        model ->
                                assertThat(elements(model.required("capabilities")))
                                        .extracting(JsonNode::asText)
                                        .isSorted()
                                        .doesNotHaveDuplicates()
                                        .isSubsetOf(CAPABILITIES));
    }

    @Test
    void dates_are_days() {
        assertThat(models())
                .allSatisfy(
                        model -> {
                            for (String field : List.of("released", "knowledge")) {
                                if (model.has(field)) {
                                    assertThat(model.path(field).asText())
                                            .matches("\\d{4}(-\\d\\d(-\\d\\d)?)?");
                                }
                            }
                        });
    }

    @Test
    void every_price_is_exact_to_the_nano_credit() {
        assertThat(models()).allSatisfy(model -> exact(model, "/" + model.path("model").asText()));
    }

    private static void exact(JsonNode node, String where) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (value.isObject()) {
                exact(value, where + "/" + name);
            } else if (name.equals("long_context_tiers")) {
                value.forEach(tier -> exact(tier, where + "/" + name));
            } else if (name.startsWith("usd_per_") || where.contains("/usd_per_")) {
                price(value, name, where);
            }
        }
    }

    private static void price(JsonNode value, String name, String where) {
        if (name.equals("above_tokens")) {
            assertThat(value.longValue()).as(where).isPositive();
            return;
        }
        if (name.equals("for_show")) {
            assertThat(where).contains("/service_tiers/");
            assertThat(value.isBoolean()).as(where).isTrue();
            return;
        }
        assertThat(value.isTextual()).as(where + " " + name).isTrue();
        assertThat(value.asText()).as(where + " " + name).matches("\\d+\\.\\d{2,9}");
        BigDecimal price = new BigDecimal(value.asText());
        assertThat(price.scale()).isLessThanOrEqualTo(NANO_SCALE);
        assertThat(price).as(where + " " + name).isBetween(BigDecimal.ZERO, USD_MAX);
    }

    @Test
    void a_longer_prompt_never_costs_less() {
        assertThat(models().map(model -> model.path("usd_per_1m_tokens")))
                .allSatisfy(
                        usd -> {
                            List<JsonNode> tiers = new ArrayList<>();
                            if (usd.has("long_context")) {
                                tiers.add(usd.path("long_context"));
                            }
                            usd.path("long_context_tiers").forEach(tiers::add);
                            JsonNode before = usd;
                            for (JsonNode tier : tiers) {
                                assertThat(tier.path("above_tokens").longValue())
                                        .isGreaterThan(before.path("above_tokens").longValue());
                                for (String price : List.of("input", "output")) {
                                    assertThat(new BigDecimal(tier.required(price).asText()))
                                            .isGreaterThanOrEqualTo(
                                                    new BigDecimal(before.path(price).asText()));
                                }
                                before = tier;
                            }
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o, 2.50, 10.00",
        "anthropic, claude-opus-4-8, 5.00, 25.00",
        "google-vertex-anthropic, claude-haiku-4-5@20251001, 1.00, 5.00",
        "google, gemini-2.5-pro, 1.25, 10.00",
        "groq, llama-3.3-70b-versatile, 0.59, 0.79",
    })
    void a_price_is_the_one_that_its_provider_publishes(
            String provider, String name, String input, String output) {
        JsonNode usd = model(provider, name).path("usd_per_1m_tokens");
        assertThat(usd.path("input").asText()).isEqualTo(input);
        assertThat(usd.path("output").asText()).isEqualTo(output);
    }

    @ParameterizedTest
    @CsvSource({
        "google, gemini, x-goog-api-key",
        "google-vertex, vertex, google-service-account",
        "google-vertex-anthropic, vertex, google-service-account",
        "amazon-bedrock, bedrock, sigv4",
        "cohere, cohere, bearer",
        "azure, openai, api-key",
        "minimax, anthropic, x-api-key",
        "mistral, openai, bearer",
    })
    void a_provider_is_spoken_to_in_its_own_protocol(String name, String protocol, String auth) {
        assertThat(file(name).path("protocol").asText()).isEqualTo(protocol);
        assertThat(file(name).path("auth").asText()).isEqualTo(auth);
    }

    @Test
    void only_models_of_openai_are_counted_with_its_vocabularies() {
        assertThat(models())
                .filteredOn(model -> !model.path("vocabulary").asText().equals("utf8_bytes"))
                .allSatisfy(
                        model ->
                                assertThat(model.path("model").asText())
                                        .doesNotContainIgnoringCase("oss")
                                        .matches(
                                                "(?i).*(gpt-|chatgpt-|\\bo[134]\\b|codex-mini|"
                                                        + "text-embedding-|omni-moderation|tts-1|"
                                                        + "whisper-1).*"));
    }
}
