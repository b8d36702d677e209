package io.alfred.providers.http;

import io.alfred.catalog.ProviderAuth;
import io.alfred.catalog.ProviderSettings;
import io.alfred.kernel.AlfredException;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.providers.bedrock.BedrockAccess;
import io.alfred.providers.sign.GoogleServiceAccount;
import io.alfred.providers.sign.TokenAnswer;
import io.alfred.secrets.Secret;

import org.apache.hc.client5.http.classic.methods.HttpPost;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tells a provider who calls, in the way it wants to be told. Safe for any thread. */
public final class Signer {
    /** How long Google may take to give an access token. */
    private static final Duration TOKEN_TIMEOUT = Duration.ofSeconds(10);

    private static final int TOKEN_BYTES_MAX = 64 * 1024;
    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";

    private final Upstream upstream;
    private final InstantSource clock;
    private final Optional<URI> googleTokenUri;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    /** A service account as it was made from the stored key. */
    private record Account(String key, GoogleServiceAccount google) {
        @Override
        public String toString() {
            return "Account[***]";
        }
    }

    /** A token of a service account, which there may be another of. */
    record Token(GoogleServiceAccount account, Secret value) {
        boolean replaceable() {
            return account.replaceable(value);
        }

        void taken() {
            account.taken(value);
        }

        void forget() {
            account.forget(value);
        }
    }

    /**
     * A signer for all providers, which may be shared.
     *
     * @param googleTokenUri where service accounts get their tokens; empty: where their keys say
     */
    public Signer(Upstream upstream, InstantSource clock, Optional<URI> googleTokenUri) {
        this.upstream = upstream;
        this.clock = clock;
        this.googleTokenUri = googleTokenUri;
    }

    /** What is signed besides the method, which is POST. */
    record Content(URI uri, String type, byte[] body) {}

    /**
     * The headers to be added.
     *
     * @throws UpstreamException when the stored key cannot be used; the provider has not seen the
     *     call then
     */
    Map<String, String> headers(
            Attempt attempt, ProviderSettings provider, Optional<Secret> key, Content content)
            throws UpstreamException {
        if (key.isEmpty()) {
            return Map.of();
        }
        String value = key.get().reveal();
        return switch (provider.auth()) {
            case BEARER -> bearer(value);
            case X_API_KEY -> Map.of("x-api-key", value);
            case API_KEY -> Map.of("api-key", value);
            case X_GOOG_API_KEY -> Map.of("x-goog-api-key", value);
            case NONE -> Map.of();
            case GOOGLE_SERVICE_ACCOUNT -> bearer(token(attempt, provider, key.get()));
            case SIGV4 -> aws(attempt, key.get(), content);
        };
    }

    private static Map<String, String> bearer(String token) {
        return Map.of(AUTHORIZATION, BEARER + token);
    }

    /**
     * The token that a provider was told, with the account that it is of; empty where it was a
     * stored key, which stays what it is.
     *
     * @param told what {@link #headers} gave
     */
    Optional<Token> token(ProviderSettings provider, Map<String, String> told) {
        Account account = accounts.get(provider.name());
        String token = told.get(AUTHORIZATION);
        return provider.auth() != ProviderAuth.GOOGLE_SERVICE_ACCOUNT
                        || account == null
                        || token == null
                ? Optional.empty()
                : Optional.of(
                        new Token(account.google(), new Secret(token.substring(BEARER.length()))));
    }

    private Map<String, String> aws(Attempt attempt, Secret key, Content content)
            throws UpstreamException {
        try {
            return BedrockAccess.headers(
                    key, content.uri(), content.type(), content.body(), clock.instant());
        } catch (AlfredException e) {
            throw unusable(attempt, e);
        }
    }

    private String token(Attempt attempt, ProviderSettings provider, Secret key)
            throws UpstreamException {
        try {
            Account account =
                    accounts.compute(
                            provider.name(),
                            (name, known) ->
                                    known != null && known.key().equals(key.reveal())
                                            ? known
                                            : account(key));
            return account.google().token().reveal();
        } catch (AlfredException e) {
            throw unusable(attempt, e);
        }
    }

    private Account account(Secret key) {
        return new Account(
                key.reveal(),
                GoogleServiceAccount.of(
                        key, GoogleServiceAccount.CLOUD_PLATFORM, this::exchange, clock));
    }

    private TokenAnswer exchange(URI uri, String form) throws UpstreamException {
        Attempt attempt = Attempt.start("google", TOKEN_TIMEOUT);
        // the assertion is made out to where the key says, whichever way it takes there
        HttpPost request = new HttpPost(googleTokenUri.orElse(uri));
        request.setHeader("Content-Type", "application/x-www-form-urlencoded");
        request.setHeader("Accept", "application/json");
        request.setEntity(new SentBody(form.getBytes(StandardCharsets.US_ASCII)));
        UpstreamAnswer answer = upstream.send(attempt, request);
        return new TokenAnswer(
                answer.status(), answer.body().whole(TOKEN_BYTES_MAX).orElse(new byte[0]));
    }

    /** The reason is Alfred's own and names no part of the key. */
    private static UpstreamException unusable(Attempt attempt, AlfredException reason) {
        return attempt.failed(
                Kind.OUR_ACCOUNT,
                "cannot be asked with the stored key: "
                        + reason.getMessage()
                        + ": "
                        + reason.fix());
    }
}
