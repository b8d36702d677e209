package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;

import org.junit.jupiter.api.AfterEach;

/** A tenant with both official SDKs, and providers that speak what their clients do not. */
abstract class TranslatedTest extends ContainerTest {
    static final String PIXEL = "iVBORw0KGgo=";
    static final String PIXEL_URL = "data:image/png;base64," + PIXEL;

    final Tenant tenant = Tenant.withCredits("5");
    final OpenAIClient openAi =
            OpenAIOkHttpClient.builder()
                    .baseUrl(Installation.current().url() + "/v1")
                    .apiKey(tenant.secret())
                    .build();
    final AnthropicClient anthropic =
            AnthropicOkHttpClient.builder()
                    .baseUrl(Installation.current().url().toString())
                    .apiKey(tenant.secret())
                    .build();

    @AfterEach
    void books_balance_and_the_log_verifies() {
        openAi.close();
        anthropic.close();
        Books.balance();
        Books.logVerifies();
    }

    /** Points a provider of the catalogue at the test's, its protocol and quirks as shipped. */
    static void connect(String name) {
        AlfredClient.admin()
                .put(
                        "/api/providers/" + name,
                        Json.object()
                                .put("base_url", provider().baseUrl())
                                .put("api_key", TestProvider.KEY)
                                .put("state", "active"))
                .expect(200);
    }

    /** The body of the one request that the provider saw. */
    static JsonNode sent() {
        return Json.parse(provider().only().text());
    }

    /** Of a call that was refused before it was made. */
    void assertNothingSentOrHeld() {
        assertThat(provider().seen()).isEmpty();
        JsonNode wallet = Tenant.wallet(tenant.userWallet());
        assertThat(Json.nanos(wallet.path("held"))).isZero();
        assertThat(Json.nanos(wallet.path("spent"))).isZero();
    }

    /** Of a call whose hold was given back. */
    void assertReleased(String tx) {
        assertThat(Books.resolution(tx).path("kind").asText()).isEqualTo("RELEASE");
        assertThat(tenant.spent()).isZero();
    }

    /** Of a call that Alfred counted itself, for want of a report. */
    void assertCounted(String tx, Price price, long completionTokens) {
        JsonNode entry = Books.resolution(tx);
        assertThat(entry.path("kind").asText()).isEqualTo("SETTLE");
        assertThat(entry.path("estimated").booleanValue()).isTrue();
        assertThat(entry.path("prompt_tokens").longValue()).isPositive();
        assertThat(entry.path("completion_tokens").longValue()).isEqualTo(completionTokens);
        Completion.Usage counted =
                new Completion.Usage(entry.path("prompt_tokens").longValue(), 0, completionTokens);
        assertThat(Json.nanos(entry.path("amount"))).isEqualTo(price.of(counted));
        assertThat(tenant.spent()).isEqualTo(price.of(counted));
    }
}
