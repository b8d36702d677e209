package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.PermissionDeniedException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.moderations.ModerationCreateResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Embeddings, moderations and the list of models through the official SDK. */
@Order(4)
class EndpointsIT extends ContainerTest {
    private static final String VECTORS =
            "{ \"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
                    + "\"embedding\":[0.100,-2.5e-3]}],\"model\":\"text-embedding-3-small\","
                    + "\"usage\":{\"prompt_tokens\":1003,\"total_tokens\":1003},\"x_new\":1.0}";
    private static final String CLEAN =
            "{\"id\":\"modr-1\",\"model\":\"omni-moderation-latest\",\"results\":[]}";

    private Tenant tenant;
    private OpenAIClient sdk;

    @BeforeEach
    void connect() {
        tenant = Tenant.withCredits("5");
        sdk =
                OpenAIOkHttpClient.builder()
                        .baseUrl(Installation.current().url() + "/v1")
                        .apiKey(tenant.secret())
                        .build();
    }

    @AfterEach
    void books_balance_and_the_log_verifies() {
        sdk.close();
        Books.balance();
        Books.logVerifies();
    }

    private static EmbeddingCreateParams.Builder embedding(String model) {
        return EmbeddingCreateParams.builder().model(model).input("hello world");
    }

    @Test
    void an_embedding_costs_exactly_the_price_of_its_prompt_tokens() {
        provider().answer(TestProvider.json(VECTORS));

        CreateEmbeddingResponse answer =
                sdk.embeddings()
                        .create(
                                embedding("text-embedding-3-small")
                                        .dimensions(2)
                                        .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                                        .build());

        assertThat(answer.data().get(0).embedding()).containsExactly(0.1f, -0.0025f);
        JsonNode sent = Json.parse(provider().only().text());
        assertThat(sent.path("dimensions").intValue()).isEqualTo(2);
        assertThat(sent.path("encoding_format").textValue()).isEqualTo("float");
        assertThat(tenant.spent())
                .isEqualTo(Price.EMBEDDING_3_SMALL.of(new Completion.Usage(1_003, 0, 0)))
                .isEqualTo(BigInteger.valueOf(20_060));
    }

    @Test
    void every_form_of_input_and_every_byte_passes() {
        provider().answer(TestProvider.json(VECTORS));
        for (String input :
                List.of("\"a\"", "[\"a\",\"b\"]", "[1,2,3]", "[[1,2],[3]]", "[[1],\"b\"]")) {
            String body =
                    " {\"model\":\"text-embedding-3-small\", \"input\":"
                            + input
                            + ",\"encoding_format\":\"base64\",\"x_seed\":9007199254740993}";
            provider().answer(TestProvider.json(VECTORS));

            AlfredClient.Answer answer = tenant.client().post("/v1/embeddings", body);

            answer.expect(200);
            assertThat(answer.body()).isEqualTo(VECTORS);
            assertThat(provider().only().text()).isEqualTo(body);
            assertThat(provider().only().path()).isEqualTo("/v1/embeddings");
            JsonNode settled = Books.resolution(answer.header("X-Alfred-Transaction"));
            assertThat(Json.nanos(settled.path("amount"))).isEqualTo(BigInteger.valueOf(20_060));
            assertThat(settled.path("prompt_tokens").longValue()).isEqualTo(1_003);
            assertThat(settled.path("estimated").booleanValue()).isFalse();
        }
    }

    @Test
    void an_embedding_without_usage_is_counted_exactly_and_marked() {
        provider().answer(TestProvider.json("{\"data\":[{\"embedding\":[1]}]}"));

        AlfredClient.Answer answer =
                tenant.client()
                        .post(
                                "/v1/embeddings",
                                "{\"model\":\"text-embedding-3-small\",\"input\":"
                                        + "[\"hello world\",\"hello\"]}");

        answer.expect(200);
        JsonNode settled = Books.resolution(answer.header("X-Alfred-Transaction"));
        assertThat(settled.path("prompt_tokens").longValue()).isEqualTo(3);
        assertThat(settled.path("estimated").booleanValue()).isTrue();
        assertThat(Json.nanos(settled.path("amount"))).isEqualTo(BigInteger.valueOf(60));
    }

    @Test
    void a_chat_model_does_not_embed_and_nothing_is_held() {
        provider().answer(TestProvider.json(VECTORS));

        BadRequestException e =
                catchThrowableOfType(
                        BadRequestException.class,
                        () -> sdk.embeddings().create(embedding("gpt-4o-mini").build()));

        assertThat(e.param()).contains("model");
        assertThat(e.getMessage()).contains("embedding");
        assertThat(provider().seen()).isEmpty();
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void the_sandbox_embeds_without_a_provider_and_always_alike() {
        CreateEmbeddingResponse first =
                sdk.embeddings().create(embedding("sandbox/embedding").dimensions(8).build());
        CreateEmbeddingResponse again =
                sdk.embeddings().create(embedding("sandbox/embedding").dimensions(8).build());

        assertThat(first.data().get(0).embedding())
                .hasSize(8)
                .isEqualTo(again.data().get(0).embedding());
        assertThat(first.usage().promptTokens()).isEqualTo(2);
        assertThat(tenant.spent()).isEqualTo(BigInteger.valueOf(2 * 2 * 20));
    }

    @Test
    void a_moderation_is_free_and_still_in_the_books() {
        provider().answer(TestProvider.json(CLEAN));

        AlfredClient.Answer answer =
                tenant.client().post("/v1/moderations", "{\"input\":\"hello world\"}");

        answer.expect(200);
        assertThat(answer.header("X-Alfred-Model")).isEqualTo("openai/omni-moderation-latest");
        assertThat(new BigDecimal(answer.header("X-Alfred-Cost"))).isEqualByComparingTo("0");
        assertThat(Json.parse(provider().only().text()).path("model").textValue())
                .isEqualTo("omni-moderation-latest");
        JsonNode settled = Books.resolution(answer.header("X-Alfred-Transaction"));
        assertThat(settled.path("kind").textValue()).isEqualTo("SETTLE");
        assertThat(Json.nanos(settled.path("amount"))).isZero();
        assertThat(settled.path("prompt_tokens").longValue()).isEqualTo(2);
        assertThat(settled.path("provisional").booleanValue()).isFalse();
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void an_exhausted_a_frozen_and_a_closed_wallet_get_no_free_call_either() {
        provider().answer(TestProvider.json(CLEAN));
        String body = "{\"model\":\"omni-moderation-latest\",\"input\":[\"a\",\"b\"]}";
        AlfredClient client = tenant.client();
        client.post("/v1/moderations", body).expect(200);

        tenant.limit(tenant.teamWallet(), BigInteger.ZERO);
        assertThat(code(client.post("/v1/moderations", body).expect(402)))
                .isEqualTo("wallet_exhausted");
        for (String verb : List.of("freeze", "close")) {
            AlfredClient.admin()
                    .post("/api/wallets/" + tenant.teamWallet() + "/" + verb, Json.object())
                    .expect(200);
            assertThat(code(client.post("/v1/moderations", body).expect(403)))
                    .isEqualTo(verb.equals("freeze") ? "wallet_frozen" : "wallet_closed");
        }
        assertThat(
                        catchThrowableOfType(
                                PermissionDeniedException.class,
                                () ->
                                        sdk.moderations()
                                                .create(
                                                        ModerationCreateParams.builder()
                                                                .input("a")
                                                                .build())))
                .isNotNull();
        assertThat(provider().seen()).hasSize(1);
    }

    private static String code(JsonNode body) {
        return body.path("error").path("code").textValue();
    }

    @Test
    void the_sandbox_moderates_both_ways() {
        ModerationCreateResponse answer =
                sdk.moderations()
                        .create(
                                ModerationCreateParams.builder()
                                        .model("sandbox/moderation")
                                        .inputOfStrings(List.of("hello", "sandbox-flag-me"))
                                        .build());

        assertThat(answer.results()).hasSize(2);
        assertThat(answer.results().get(0).flagged()).isFalse();
        assertThat(answer.results().get(1).flagged()).isTrue();
        assertThat(answer.results().get(1).categories().violence()).isTrue();
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void only_moderations_have_a_default_model() {
        JsonNode error = tenant.client().post("/v1/embeddings", "{\"input\":\"a\"}").expect(400);
        assertThat(error.path("error").path("param").textValue()).isEqualTo("model");
    }

    @Test
    void models_of_every_kind_are_listed_and_found_by_names_with_slashes() {
        AlfredClient.admin()
                .put(
                        "/api/models/openai/org/team/embed-1",
                        Json.object()
                                .put("kind", "embedding")
                                .put("input", new BigDecimal("0.01"))
                                .put("context_tokens", 8_192))
                .expect(200);

        Map<String, Model> listed =
                sdk.models().list().data().stream()
                        .collect(Collectors.toMap(Model::id, Function.identity()));

        assertThat(listed)
                .containsKeys(
                        "openai/gpt-4o",
                        "openai/text-embedding-3-small",
                        "openai/omni-moderation-latest",
                        "openai/gpt-image-1",
                        "openai/tts-1",
                        "openai/whisper-1",
                        "openai/org/team/embed-1",
                        "sandbox/echo",
                        "sandbox/embedding",
                        "sandbox/moderation");
        assertThat(listed.get("sandbox/embedding").ownedBy()).isEqualTo("sandbox");
        assertThat(listed.values()).allMatch(model -> !model.ownedBy().isBlank());
        assertThat(sdk.models().retrieve("openai/org/team/embed-1").ownedBy()).isEqualTo("openai");
        assertThat(tenant.client().get("/v1/models/org/team/embed-1").expect(200).path("id"))
                .hasToString("\"openai/org/team/embed-1\"");
        assertThat(code(tenant.client().get("/v1/models/openai/none/such").expect(404)))
                .isEqualTo("model_not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, files, send what a call needs",
        "POST, files, send what a call needs",
        "POST, uploads, send what a call needs",
        "POST, batches, one by one",
        "POST, fine_tuning/jobs, at the provider",
        "POST, assistants, chat/completions",
        "POST, threads/thread_1/runs, chat/completions",
        "POST, vector_stores, /v1/embeddings",
        "POST, images/edits, /v1/images/generations",
        "POST, images/variations, /v1/images/generations",
        "POST, audio/voices, /v1/audio/speech",
        "GET, realtime, chat/completions",
        "POST, realtime/sessions, chat/completions",
        "POST, engines/davinci/completions, chat/completions",
        "POST, nothing/like/it, /openapi"
    })
    void an_endpoint_that_is_not_served_says_what_to_do(String method, String path, String fix) {
        AlfredClient.Answer answer =
                method.equals("GET")
                        ? tenant.client().get("/v1/" + path)
                        : tenant.client().post("/v1/" + path, "{}");

        JsonNode error = answer.expect(404).path("error");
        assertThat(error.path("code").textValue()).isEqualTo("endpoint_not_supported");
        assertThat(error.path("type").textValue()).isEqualTo("invalid_request_error");
        assertThat(error.path("message").textValue())
                .contains(method + " /v1/" + path)
                .contains(fix);
        assertThat(answer.header("x-should-retry")).isEqualTo("false");
    }
}
