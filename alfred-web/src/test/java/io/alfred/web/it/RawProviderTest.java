package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Tests that hold every byte of both connections in their hands. */
abstract class RawProviderTest extends ContainerTest {
    static final Completion.Usage USAGE = new Completion.Usage(60, 20, 2);
    static final Price PRICE = new Price(150_000_000, 75_000_000, 600_000_000);

    /** Of no known vocabulary, so that tokens that Alfred counts are bytes. */
    private static final String MODEL = "raw/words";

    final RawProvider upstream = open();
    final Tenant tenant = Tenant.withCredits("5");

    private static RawProvider open() {
        try {
            return new RawProvider();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void connect() {
        AlfredClient.admin()
                .put(
                        "/api/providers/raw",
                        Json.object()
                                .put("base_url", upstream.baseUrl())
                                .put("api_key", TestProvider.KEY))
                .expect(200);
        AlfredClient.admin()
                .put(
                        "/api/models/" + MODEL,
                        Json.object()
                                .put("input", new BigDecimal("0.15"))
                                .put("cached_read", new BigDecimal("0.075"))
                                .put("output", new BigDecimal("0.60"))
                                .put("context_tokens", 128_000)
                                .put("max_output_tokens", 16_384))
                .expect(200);
    }

    @AfterEach
    void books_balance() throws IOException {
        upstream.close();
        Books.balance();
    }

    static String rawBody(String fields) {
        return "{\"model\":\""
                + MODEL
                + "\",\"max_tokens\":100,"
                + fields
                + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    static String rawStream() {
        return rawBody("\"stream\":true,");
    }

    RawClient stream() {
        return RawClient.chat(tenant, rawStream());
    }

    /** Finishes an answer as OpenAI does. */
    static void finish(RawProvider.Call call, Completion.Usage usage) {
        call.event(Completion.finish());
        call.event(Completion.usageChunk(usage));
        call.event(Completion.DONE);
        call.end();
    }

    /** The charge is the price of what the provider reported, for good. */
    void assertCharged(String tx, Completion.Usage usage) {
        JsonNode entry = Books.resolution(tx);
        assertThat(entry.path("kind").asText()).isEqualTo("SETTLE");
        assertThat(Json.nanos(entry.path("amount"))).isEqualTo(PRICE.of(usage));
        assertThat(entry.path("estimated").booleanValue()).isFalse();
        assertThat(entry.path("provisional").booleanValue()).isFalse();
        assertThat(tenant.spent()).isEqualTo(PRICE.of(usage));
    }

    /** The charge is the price of what Alfred counted, until the provider's bill is known. */
    void assertCounted(String tx, String produced) {
        JsonNode entry = Books.resolution(tx);
        assertThat(entry.path("kind").asText()).isEqualTo("SETTLE");
        assertThat(entry.path("estimated").booleanValue()).isTrue();
        assertThat(entry.path("provisional").booleanValue()).isTrue();
        assertThat(entry.path("prompt_tokens").longValue()).isPositive();
        assertThat(entry.path("completion_tokens").longValue())
                .isEqualTo(produced.getBytes(StandardCharsets.UTF_8).length);
        Completion.Usage counted =
                new Completion.Usage(
                        entry.path("prompt_tokens").longValue(),
                        0,
                        entry.path("completion_tokens").longValue());
        assertThat(Json.nanos(entry.path("amount"))).isEqualTo(PRICE.of(counted));
        assertThat(tenant.spent()).isEqualTo(PRICE.of(counted));
    }

    /** Nothing is charged and nothing given back: only the provider's bill can tell. */
    void assertUnknown(String tx) {
        Await.until("the hold of " + tx + " is unknown", () -> is("unknown", tx));
        JsonNode wallet = Tenant.wallet(tenant.userWallet());
        assertThat(Json.nanos(wallet.path("spent"))).isZero();
        assertThat(Json.nanos(wallet.path("held"))).isPositive();
    }

    private static boolean is(String state, String tx) {
        return Books.holdState(tx).equals(state);
    }
}
