package io.alfred.web.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Google's token endpoint, on the test's provider: it knows one service account, checks what that
 * account signs, and gives a token for it.
 */
final class GoogleTokens implements HttpHandler {
    static final String PATH = "/google/token";
    static final String EMAIL = "robot@acme-prod.iam.gserviceaccount.com";

    /** Where the key of the account says that its tokens come from. */
    static final String TOKEN_URI = "https://oauth2.googleapis.com/token";

    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final String KEY_ID = "key-7";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final long CLOCK_SECONDS = 60;
    private static final long LIFE_SECONDS_MAX = 3_600;
    private static final TestProvider.Reply UNAUTHENTICATED =
            Gemini.refusal(
                    401,
                    "UNAUTHENTICATED",
                    "Request had invalid authentication credentials. Expected OAuth 2 access"
                            + " token, login cookie or other valid authentication credential.");

    private final KeyPair pair;
    private final AtomicInteger files = new AtomicInteger();
    private final List<String> given = new CopyOnWriteArrayList<>();
    private final Set<String> good = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private GoogleTokens(KeyPair pair) {
        this.pair = pair;
    }

    static GoogleTokens make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            return new GoogleTokens(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A key file of the account as Google makes it; no two are the same. */
    String keyFile() {
        return keyFile(TOKEN_URI);
    }

    String keyFile(String tokenUri) {
        String pem =
                "-----BEGIN PRIVATE KEY-----\n" // secret-hook:allow
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n";
        return Json.object()
                .put("type", "service_account")
                .put("project_id", "acme-prod")
                .put("private_key_id", KEY_ID)
                .put("private_key", pem)
                .put("client_email", EMAIL)
                .put("client_id", "1047" + files.incrementAndGet())
                .put("auth_uri", "https://accounts.google.com/o/oauth2/auth")
                .put("token_uri", tokenUri)
                .toString();
    }

    /** How many tokens were given so far. */
    int count() {
        return given.size();
    }

    /** The last token that was given. */
    String last() {
        return given.getLast();
    }

    /** No token that was given is good any more. */
    void revokeAll() {
        good.clear();
    }

    /** Whether the account is closed, which gets no token then. */
    void close(boolean isClosed) {
        closed = isClosed;
    }

    /** Answers who brings a good token, and others as Google does. */
    TestProvider.Reply guarding(TestProvider.Reply reply) {
        return exchange -> {
            String brought =
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                            .orElse("");
            boolean known = brought.startsWith("Bearer ") && good.contains(brought.substring(7));
            (known ? reply : UNAUTHENTICATED).answer(exchange);
        };
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String problem = closed ? "Invalid grant: account not found" : problem(form);
        try {
            if (problem.isEmpty()) {
                give().answer(exchange);
            } else {
                refuse(problem).answer(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private TestProvider.Reply give() {
        String token = "ya29.c.test-" + (given.size() + 1);
        good.add(token);
        given.add(token);
        return TestProvider.json(
                Json.object()
                        .put("access_token", token)
                        .put("expires_in", LIFE_SECONDS_MAX - 1)
                        .put("token_type", "Bearer")
                        .toString());
    }

    private static TestProvider.Reply refuse(String problem) {
        return TestProvider.status(
                400,
                "application/json",
                Json.object()
                        .put("error", "invalid_grant")
                        .put("error_description", problem)
                        .toString());
    }

    /** What is wrong with a request for a token; nothing when it is right. */
    private String problem(String form) {
        String prefix = "grant_type=" + GRANT + "&assertion=";
        String plain = URLDecoder.decode(form, StandardCharsets.UTF_8);
        List<String> parts =
                plain.startsWith(prefix)
                        ? List.of(plain.substring(prefix.length()).split("\\.", -1))
                        : List.of();
        if (parts.size() != 3) {
            return "no assertion";
        }
        JsonNode head = decoded(parts.get(0));
        JsonNode claims = decoded(parts.get(1));
        if (!head.path("alg").asText().equals("RS256")
                || !head.path("typ").asText().equals("JWT")
                || !head.path("kid").asText().equals(KEY_ID)) {
            return "head " + head;
        }
        return isSigned(parts) ? problem(claims) : "Invalid JWT Signature.";
    }

    private static String problem(JsonNode claims) {
        long now = Instant.now().getEpochSecond();
        long from = claims.path("iat").longValue();
        long until = claims.path("exp").longValue();
        boolean timely =
                Math.abs(now - from) <= CLOCK_SECONDS
                        && until > now
                        && until - from <= LIFE_SECONDS_MAX;
        boolean right =
                claims.path("iss").asText().equals(EMAIL)
                        && claims.path("aud").asText().equals(TOKEN_URI)
                        && claims.path("scope").asText().equals(SCOPE);
        return timely && right ? "" : "claims " + claims;
    }

    private static JsonNode decoded(String base64) {
        byte[] bytes = Base64.getUrlDecoder().decode(base64);
        return Json.parse(new String(bytes, StandardCharsets.UTF_8));
    }

    private boolean isSigned(List<String> parts) {
        try {
            Signature rsa = Signature.getInstance("SHA256withRSA");
            rsa.initVerify(pair.getPublic());
            rsa.update((parts.get(0) + "." + parts.get(1)).getBytes(StandardCharsets.US_ASCII));
            return rsa.verify(Base64.getUrlDecoder().decode(parts.get(2)));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
