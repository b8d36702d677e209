package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.math.BigInteger;
import java.util.function.LongFunction;

/** Both official SDKs against Alfred, with a provider behind it that speaks neither protocol. */
abstract class TwoSdksTest extends ContainerTest {
    Tenant tenant;
    OpenAiApp openAi;
    AnthropicApp anthropic;

    /** Sets the provider up, pointed at {@link #provider()}. */
    abstract void configure();

    @BeforeEach
    void connect() {
        configure();
        tenant = Tenant.withCredits("5");
        openAi = OpenAiApp.of(tenant);
        anthropic = AnthropicApp.of(tenant);
    }

    @AfterEach
    void books_balance_and_the_log_verifies() {
        openAi.close();
        anthropic.close();
        Books.balance();
        Books.logVerifies();
    }

    static void configure(String name, ObjectNode settings) {
        AlfredClient.admin()
                .put("/api/providers/" + name, settings.put("state", "active"))
                .expect(200);
    }

    /** So that its models are near to no name of another test's. */
    static void disable(String name) {
        AlfredClient.admin()
                .put("/api/providers/" + name, Json.object().put("state", "disabled"))
                .expect(200);
    }

    /** Where the provider listens, without a path. */
    static String root() {
        String url = provider().baseUrl();
        return url.substring(0, url.length() - "/v1".length());
    }

    /** The one request that the provider was sent. */
    static JsonNode sent() {
        return Json.parse(provider().only().text());
    }

    /** Everything that was held was given back. */
    void assertNothingCharged(long calls) {
        assertThat(tenant.spent()).isZero();
        CallEntries entries = CallEntries.of(tenant);
        assertThat(entries.count("RELEASE")).isEqualTo(calls);
        assertThat(entries.count("SETTLE")).isZero();
    }

    /** One count was made, which is a call like any other and costs nothing. */
    void assertCountedForNothing() {
        JsonNode charge = CallEntries.charge(tenant);
        assertThat(Json.nanos(charge.path("amount"))).isZero();
        assertThat(charge.path("estimated").booleanValue()).isFalse();
        assertThat(tenant.spent()).isZero();
    }

    void assertNothingHeld() {
        assertThat(provider().seen()).isEmpty();
        assertThat(tenant.spent()).isZero();
        assertThat(CallEntries.of(tenant).count("HOLD")).isZero();
    }

    /**
     * The one charge follows from counts that Alfred made itself.
     *
     * @param price of so many prompt tokens and this output
     */
    void assertCounted(long output, LongFunction<BigInteger> price) {
        JsonNode charge = CallEntries.charge(tenant);
        assertThat(charge.path("estimated").booleanValue()).isTrue();
        assertThat(charge.path("prompt_tokens").longValue()).isPositive();
        assertThat(charge.path("completion_tokens").longValue()).isEqualTo(output);
        assertThat(tenant.spent())
                .isPositive()
                .isEqualTo(price.apply(charge.path("prompt_tokens").longValue()));
    }
}
