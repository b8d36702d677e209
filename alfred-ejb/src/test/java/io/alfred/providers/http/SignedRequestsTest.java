package io.alfred.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.alfred.catalog.Protocol;
import io.alfred.catalog.ProviderAuth;
import io.alfred.catalog.ProviderSettings;
import io.alfred.providers.ExactJson;
import io.alfred.providers.ProviderProbe;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.providers.sign.TestKey;
import io.alfred.secrets.Secret;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider that takes the tokens of its choice, with Google's token endpoint beside it. */
class SignedRequestsTest {
    private static final TestKey KEY = TestKey.ofBits(2_048);
    private static final String GOOGLE = "https://oauth2.googleapis.com/token";

    private final List<String> forms = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile int tokenStatus = 200;
    private volatile String taken = "Bearer ya29.1";
    private volatile Instant now = Instant.now();
    private final Upstream upstream = Upstream.open();
    private HttpServer server;
    private Signer signer;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", this::token);
        server.createContext("/v1", this::provide);
        server.start();
        signer = new Signer(upstream, () -> now, Optional.of(URI.create(root() + "/token")));
    }

    @AfterEach
    void stop() {
        upstream.close();
        server.stop(0);
    }

    private String root() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void token(HttpExchange exchange) throws IOException {
        forms.add(body(exchange));
        respond(
                exchange,
                tokenStatus,
                "{\"access_token\":\"ya29."
                        + forms.size()
                        + "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}");
    }

    private void provide(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        told.add(authorization + " " + body(exchange));
        boolean probe = exchange.getRequestURI().getPath().endsWith(":countTokens");
        respond(exchange, authorization.equals(taken) ? (probe ? 400 : 200) : 401, "{}");
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void respond(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private ProviderSettings provider(ProviderAuth auth) {
        return new ProviderSettings(
                "vertex", URI.create(root() + "/v1"), Protocol.VERTEX, auth, true, true);
    }

    private int send(ProviderAuth auth, Secret key) throws UpstreamException {
        URI uri = URI.create(root() + "/v1/x");
        byte[] body = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        Attempt attempt = Attempt.start("vertex", Duration.ofSeconds(20));
        UpstreamAnswer answer =
                new SignedRequests(upstream, signer)
                        .send(
                                attempt,
                                new SignedRequests.Ask(
                                        provider(auth),
                                        Optional.of(key),
                                        new Signer.Content(uri, "application/json", body)),
                                signature -> {
                                    HttpPost request = new HttpPost(uri);
                                    HttpAdapter.sign(attempt, request, signature);
                                    request.setEntity(new SentBody(body));
                                    return request;
                                });
        answer.body().close();
        return answer.status();
    }

    private int send() throws UpstreamException {
        return send(ProviderAuth.GOOGLE_SERVICE_ACCOUNT, KEY.json(GOOGLE));
    }

    @Test
    void a_token_is_asked_for_where_the_operator_says_and_made_out_to_google()
            throws UpstreamException {
        assertThat(send()).isEqualTo(200);
        assertThat(send()).isEqualTo(200);

        assertThat(forms).hasSize(1);
        String assertion = forms.getFirst().replaceFirst("^.*&assertion=", "");
        byte[] claims = Base64.getUrlDecoder().decode(assertion.split("\\.", -1)[1]);
        assertThat(ExactJson.readObject(claims).path("aud").asText()).isEqualTo(GOOGLE);
    }

    @Test
    void a_key_that_names_another_address_is_refused_all_the_same() {
        UpstreamException failure =
                catchThrowableOfType(
                        UpstreamException.class,
                        () ->
                                send(
                                        ProviderAuth.GOOGLE_SERVICE_ACCOUNT,
                                        KEY.json(root() + "/token")));

        assertThat(failure.kind()).isEqualTo(Kind.OUR_ACCOUNT);
        assertThat(forms).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void a_token_that_was_revoked_early_costs_one_more_request() throws UpstreamException {
        send();
        taken = "Bearer ya29.2";

        assertThat(send()).isEqualTo(200);
        assertThat(send()).as("the new token is kept").isEqualTo(200);

        assertThat(told)
                .containsExactly(
                        "Bearer ya29.1 {\"a\":1}",
                        "Bearer ya29.1 {\"a\":1}",
                        "Bearer ya29.2 {\"a\":1}",
                        "Bearer ya29.2 {\"a\":1}");
        assertThat(forms).hasSize(2);
    }

    @Test
    void a_provider_that_takes_no_token_at_all_is_asked_twice_and_no_third_time()
            throws UpstreamException {
        taken = "none";

        assertThat(send()).isEqualTo(401);

        assertThat(told).hasSize(2);
        assertThat(forms).hasSize(2);
    }

    @Test
    void a_provider_that_goes_on_refusing_is_asked_once_for_each_call_until_the_token_is_older()
            throws UpstreamException {
        taken = "none";
        send();

        assertThat(send()).isEqualTo(401);
        now = now.plusSeconds(29);
        assertThat(send()).isEqualTo(401);
        assertThat(told).hasSize(4).last().asString().startsWith("Bearer ya29.2 ");
        assertThat(forms).hasSize(2);

        now = now.plusSeconds(1);
        assertThat(send()).isEqualTo(401);
        assertThat(told).hasSize(6).last().asString().startsWith("Bearer ya29.3 ");
        assertThat(forms).hasSize(3);
    }

    @Test
    void a_new_token_that_was_taken_is_replaced_at_once_when_it_is_revoked()
            throws UpstreamException {
        send();
        for (int i = 2; i < 5; i++) {
            taken = "Bearer ya29." + i;
            assertThat(send()).isEqualTo(200);
        }
        assertThat(forms).hasSize(4);
    }

    @Test
    void a_test_replaces_even_a_token_that_is_young() throws UpstreamException {
        taken = "none";
        send();
        taken = "Bearer ya29.3";

        assertThat(probe().ok()).isTrue();
        assertThat(forms).hasSize(3);
    }

    @Test
    void without_a_new_token_the_account_is_what_is_refused() throws UpstreamException {
        send();
        taken = "none";
        tokenStatus = 400;

        UpstreamException failure = catchThrowableOfType(UpstreamException.class, this::send);

        assertThat(failure.kind()).isEqualTo(Kind.OUR_ACCOUNT);
        assertThat(failure.maybeServed()).isFalse();
        assertThat(told).hasSize(2);
    }

    @Test
    void a_stored_key_that_is_refused_is_not_tried_twice() throws UpstreamException {
        assertThat(send(ProviderAuth.BEARER, new Secret("a-key"))).isEqualTo(401);

        assertThat(told).containsExactly("Bearer a-key {\"a\":1}");
    }

    @Test
    void a_test_of_the_provider_gets_a_new_token_too() throws UpstreamException {
        send();
        taken = "Bearer ya29.2";

        assertThat(probe().ok()).isTrue();
        assertThat(told).hasSize(3).last().isEqualTo("Bearer ya29.2 {}");
    }

    private ProviderProbe probe() {
        return new TranslatedAdapter(upstream, signer)
                .test(provider(ProviderAuth.GOOGLE_SERVICE_ACCOUNT), Optional.of(KEY.json(GOOGLE)));
    }
}
