package io.alfred.providers.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;

import io.alfred.providers.ExactJson;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.secrets.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

class GoogleServiceAccountTest {
    private static final TestKey KEY = TestKey.ofBits(2_048);
    private static final Instant START = Instant.parse("2026-10-01T12:00:00Z");
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final List<String> forms = new CopyOnWriteArrayList<>();
    private volatile Instant now = START;
    private volatile int status = 200;
    private volatile String body = "";
    private HttpServer server;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        client = HttpClient.newHttpClient();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/token",
                exchange -> {
                    forms.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.US_ASCII));
                    byte[] answer = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        server.start();
        body = granted("first", "3600");
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private static String granted(String token, String seconds) {
        return "{\"access_token\":\"ya29."
                + token
                + "\",\"expires_in\":"
                + seconds
                + ",\"token_type\":\"Bearer\"}";
    }

    private String tokenUri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    private TokenAnswer post(URI uri, String form) {
        try {
            HttpResponse<byte[]> answer =
                    client.send(
                            HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(form)).build(),
                            BodyHandlers.ofByteArray());
            return new TokenAnswer(answer.statusCode(), answer.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private GoogleServiceAccount account(TokenEndpoint endpoint) {
        return GoogleServiceAccount.of(
                KEY.json(tokenUri()),
                GoogleServiceAccount.CLOUD_PLATFORM,
                endpoint,
                () -> now,
                uri -> true);
    }

    private GoogleServiceAccount account() {
        return account(this::post);
    }

    private static UpstreamException failure(GoogleServiceAccount account) {
        return catchThrowableOfType(UpstreamException.class, account::token);
    }

    @Test
    void the_assertion_is_signed_and_says_who_asks_for_what()
            throws UpstreamException, GeneralSecurityException {
        assertThat(account().token().reveal()).isEqualTo("ya29.first");

        String[] fields = forms.getFirst().split("&", -1);
        assertThat(URLDecoder.decode(fields[0], StandardCharsets.UTF_8))
                .isEqualTo("grant_type=" + GRANT);
        assertThat(fields).hasSize(2);
        assertThat(fields[1]).startsWith("assertion=");
        String[] parts = fields[1].substring("assertion=".length()).split("\\.", -1);
        assertThat(json(parts[0]))
                .isEqualTo(object("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-7\"}"));
        assertThat(json(parts[1]).toString())
                .isEqualTo(
                        "{\"iss\":\""
                                + TestKey.EMAIL
                                + "\",\"scope\":\"https://www.googleapis.com/auth/cloud-platform\","
                                + "\"aud\":\""
                                + tokenUri()
                                + "\",\"iat\":"
                                + START.getEpochSecond()
                                + ",\"exp\":"
                                + (START.getEpochSecond() + 3_600)
                                + "}");
        Signature rsa = Signature.getInstance("SHA256withRSA");
        rsa.initVerify(KEY.verifier());
        rsa.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(rsa.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    }

    private static ObjectNode json(String base64) {
        return ExactJson.readObject(Base64.getUrlDecoder().decode(base64));
    }

    private static ObjectNode object(String json) {
        return ExactJson.readObject(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_token_is_kept_until_a_minute_before_its_end() throws UpstreamException {
        GoogleServiceAccount account = account();
        Secret first = account.token();
        body = granted("second", "3600");

        now = START.plusSeconds(3_600 - 60).minusMillis(1);
        assertThat(account.token()).isSameAs(first);
        now = START.plusSeconds(3_600 - 60);
        assertThat(account.token().reveal()).isEqualTo("ya29.second");
        assertThat(forms).hasSize(2);
    }

    @Test
    void a_token_is_never_believed_to_last_longer_than_its_assertion() throws UpstreamException {
        body = granted("long", "99999999999999999999");
        GoogleServiceAccount account = account();
        assertThat(account.token().reveal()).isEqualTo("ya29.long");
        now = START.plusSeconds(3_540);
        body = granted("next", "3600");
        assertThat(account.token().reveal()).isEqualTo("ya29.next");
    }

    @Test
    void a_token_of_less_than_a_minute_is_used_once() throws UpstreamException {
        body = granted("short", "60");
        GoogleServiceAccount account = account();
        assertThat(account.token().reveal()).isEqualTo("ya29.short");
        assertThat(account.token().reveal()).isEqualTo("ya29.short");
        assertThat(forms).hasSize(2);
    }

    @Test
    void a_token_that_google_refused_is_asked_for_anew() throws UpstreamException {
        GoogleServiceAccount account = account();
        Secret first = account.token();
        body = granted("second", "3600");
        account.forget(new Secret("another"));
        assertThat(account.token()).isSameAs(first);
        account.forget(first);
        assertThat(account.token().reveal()).isEqualTo("ya29.second");
    }

    @Test
    void a_token_that_replaced_a_refused_one_is_kept_for_a_while_until_it_was_taken()
            throws UpstreamException {
        GoogleServiceAccount account = account();
        Secret first = account.token();
        assertThat(account.replaceable(first)).as("it replaced none").isTrue();

        body = granted("second", "3600");
        account.forget(first);
        assertThat(account.replaceable(first)).as("there may be another").isTrue();
        Secret second = account.token();
        assertThat(account.replaceable(first)).as("there is another").isTrue();
        assertThat(account.replaceable(second)).isFalse();
        now = START.plusSeconds(GoogleServiceAccount.TRIAL_SECONDS).minusNanos(1);
        account.taken(first);
        assertThat(account.replaceable(second)).isFalse();
        now = START.plusSeconds(GoogleServiceAccount.TRIAL_SECONDS);
        assertThat(account.replaceable(second)).isTrue();

        now = START;
        account.taken(second);
        assertThat(account.replaceable(second)).isTrue();
        assertThat(account.token()).isSameAs(second);
    }

    @Test
    void after_a_failure_to_get_a_token_the_next_one_is_as_the_first() throws UpstreamException {
        GoogleServiceAccount account = account();
        account.forget(account.token());
        status = 400;
        assertThat(failure(account).kind()).isEqualTo(Kind.OUR_ACCOUNT);

        status = 200;
        assertThat(account.replaceable(account.token())).isTrue();
    }

    @Test
    void many_callers_at_once_ask_once() throws ExecutionException, InterruptedException {
        int callers = 200;
        CountDownLatch go = new CountDownLatch(1);
        GoogleServiceAccount account = account();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> tokens = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                tokens.add(
                        threads.submit(
                                () -> {
                                    go.await();
                                    return account.token().reveal();
                                }));
            }
            go.countDown();
            for (Future<String> token : tokens) {
                assertThat(token.get()).isEqualTo("ya29.first");
            }
        }
        assertThat(forms).hasSize(1);
    }

    /** All callers wait for the one that asks; the endpoint answers once they do. */
    @Test
    void those_who_wait_share_a_failure() throws InterruptedException {
        int callers = 20;
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        GoogleServiceAccount account =
                account(
                        (uri, form) -> {
                            asked.incrementAndGet();
                            entered.countDown();
                            try {
                                answer.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return new TokenAnswer(503, new byte[0]);
                        });
        List<Thread> threads = new ArrayList<>();
        List<Kind> kinds = new CopyOnWriteArrayList<>();
        for (int i = 0; i < callers; i++) {
            threads.add(new Thread(() -> kinds.add(failure(account).kind())));
        }
        threads.getFirst().start();
        entered.await();
        threads.subList(1, callers).forEach(Thread::start);
        for (Thread thread : threads.subList(1, callers)) {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        answer.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(asked).hasValue(1);
        assertThat(kinds).hasSize(callers).containsOnly(Kind.SERVER_ERROR);
    }

    @Test
    void after_a_failure_the_next_caller_asks_again() throws UpstreamException {
        status = 503;
        GoogleServiceAccount account = account();
        assertThat(failure(account).kind()).isEqualTo(Kind.SERVER_ERROR);
        status = 200;
        assertThat(account.token().reveal()).isEqualTo("ya29.first");
    }

    @ParameterizedTest
    @CsvSource({
        "400, OUR_ACCOUNT",
        "401, OUR_ACCOUNT",
        "403, OUR_ACCOUNT",
        "404, OUR_ACCOUNT",
        "408, SERVER_ERROR",
        "429, SERVER_ERROR",
        "500, SERVER_ERROR",
        "302, SERVER_ERROR",
    })
    void a_refusal_is_told_from_a_failure(int answered, Kind kind) {
        status = answered;
        body = "{\"error\":\"invalid_grant\",\"error_description\":\"" + TestKey.EMAIL + "\"}";
        UpstreamException failure = failure(account());
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.status()).hasValue(answered);
        assertThat(failure.maybeServed()).isFalse();
        assertThat(trace(failure)).doesNotContain(TestKey.EMAIL, "invalid_grant", "assertion=");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoever_did_not_reach_google_was_not_served(Kind kind) {
        GoogleServiceAccount account =
                account(
                        (uri, form) -> {
                            throw UpstreamException.of(kind, "told by the endpoint", 5);
                        });
        assertThat(failure(account).maybeServed()).isFalse();
        assertThat(failure(account).getMessage()).doesNotContain("told by the endpoint");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "null",
                "[]",
                "{}",
                "{\"access_token\":7,\"expires_in\":10}",
                "{\"access_token\":\"\",\"expires_in\":10}",
                "{\"access_token\":\"a b\",\"expires_in\":10}",
                "{\"access_token\":\"a\\r\\nX-Evil: 1\",\"expires_in\":10}",
                "{\"access_token\":\"abc\"}",
                "{\"access_token\":\"abc\",\"expires_in\":\"10\"}",
                "{\"access_token\":\"abc\",\"expires_in\":0}",
                "{\"access_token\":\"abc\",\"expires_in\":-5}",
                "{\"access_token\":\"abc\",\"expires_in\":-99999999999999999999}",
                "{\"access_token\":\"abc\",\"expires_in\":1.5}",
                "{\"access_token\":\"abc\",\"expires_in\":10,\"token_type\":\"mac\"}",
                "{\"id_token\":\"abc\",\"expires_in\":10}",
            })
    void an_answer_without_a_usable_token_is_a_failure_that_does_not_quote_it(String answer) {
        body = answer;
        UpstreamException failure = failure(account());
        assertThat(failure.kind()).isEqualTo(Kind.SERVER_ERROR);
        assertThat(trace(failure)).doesNotContain("abc", "X-Evil");
    }

    @Test
    void a_token_has_a_bound() throws UpstreamException {
        String most = "a".repeat(16_384 - "ya29.".length());
        body = granted(most, "3600");
        assertThat(account().token().reveal()).hasSize(16_384);
        body = granted(most + "a", "3600");
        assertThat(failure(account()).kind()).isEqualTo(Kind.SERVER_ERROR);
    }

    @Test
    void a_token_never_shows_in_a_text() throws UpstreamException {
        GoogleServiceAccount account = account();
        Secret token = account.token();
        assertThat(
                        account
                                + " "
                                + token
                                + " "
                                + new TokenAnswer(200, body.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("GoogleServiceAccount[***] *** TokenAnswer[status=200]");
    }

    private static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
