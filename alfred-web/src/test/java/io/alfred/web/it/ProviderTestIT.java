package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /api/providers/{name}/test} at providers of each protocol. */
@Order(2)
class ProviderTestIT extends ContainerTest {
    private static final String NAME = "tried";

    private static JsonNode tried(String protocol) {
        String url = provider().baseUrl();
        AlfredClient.admin()
                .put(
                        "/api/providers/" + NAME,
                        Json.object()
                                .put("base_url", url.substring(0, url.length() - "/v1".length()))
                                .put("protocol", protocol)
                                .put("api_key", TestProvider.KEY)
                                .put("state", "active"))
                .expect(200);
        return AlfredClient.admin().post("/api/providers/" + NAME + "/test", "").expect(200);
    }

    @AfterEach
    void disable() {
        AlfredClient.admin()
                .put("/api/providers/" + NAME, Json.object().put("state", "disabled"))
                .expect(200);
        Books.logVerifies();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, /models, authorization",
        "anthropic, /models, x-api-key",
        "gemini, /models, x-goog-api-key",
        "cohere, /v1/models, authorization",
    })
    void a_list_of_models_shows_that_address_and_key_work(
            String protocol, String path, String header) {
        provider().answer(TestProvider.json("{}"));

        JsonNode result = tried(protocol);

        assertThat(result.path("ok").booleanValue()).isTrue();
        assertThat(result.path("status").intValue()).isEqualTo(200);
        assertThat(provider().only().path()).isEqualTo(path);
        assertThat(provider().only().header(header)).endsWith(TestProvider.KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "400, true, answers and takes the key",
        "403, false, refuses the account that Alfred uses",
        "404, false, answers with status 404: check the base URL",
        "200, false, answers with status 200: check the base URL",
    })
    void where_no_list_is_free_only_a_look_at_an_empty_request_will_do(
            int status, boolean ok, String detail) {
        provider().answer(TestProvider.status(status, "application/json", "{}"));

        JsonNode result = tried("bedrock");

        assertThat(result.path("ok").booleanValue()).isEqualTo(ok);
        assertThat(result.path("detail").asText()).isEqualTo(detail);
        assertThat(provider().only().path()).startsWith("/model/").endsWith("/converse");
        assertThat(provider().only().text()).isEqualTo("{}");
    }

    @Test
    void a_service_account_that_is_none_is_told_without_a_word_of_it() {
        JsonNode result = tried("vertex");

        assertThat(result.path("ok").booleanValue()).isFalse();
        assertThat(result.toString()).contains("stored key").doesNotContain(TestProvider.KEY);
    }

    @Test
    void a_credential_that_is_broken_is_refused_and_no_part_of_it_repeated() {
        tried("vertex");

        String answer =
                AlfredClient.admin()
                        .put(
                                "/api/providers/" + NAME,
                                Json.object().put("api_key", "{\"s3cr3t\":1,\"s3cr3t\":2}"))
                        .expect(400)
                        .toString();

        assertThat(answer).contains("api_key").doesNotContain("s3cr3t");
    }
}
