package io.alfred.providers.sign;

import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.secrets.Secret;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Access tokens for Google Cloud from a service account's key (RFC 7523).
 *
 * <p>A token is kept until 60 s before its end. Safe for any thread: one asks at a time, the others
 * wait for what it brings, its failure included, so that a broken endpoint is not asked once per
 * waiting call.
 */
public final class GoogleServiceAccount {
    /** What Vertex AI asks for; what the account may do is said by its roles. */
    public static final String CLOUD_PLATFORM = "https://www.googleapis.com/auth/cloud-platform";

    /**
     * Seconds for which a token that replaced a refused one is kept although it is refused too:
     * tokens are not what such a provider objects to.
     */
    static final long TRIAL_SECONDS = 30;

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final ServiceAccountKey key;
    private final String scope;
    private final TokenEndpoint endpoint;
    private final InstantSource clock;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Last last = new Last(0, Optional.empty(), Optional.empty(), Optional.empty());

    /** Whether the next token replaces one that was refused; guarded by {@code asking}. */
    private boolean replacing;

    /**
     * What came of the last asking, counted from 1.
     *
     * @param trialUntil until when a token is on trial; empty for one that was taken once, and for
     *     one that replaced none
     */
    private record Last(
            long number,
            Optional<AccessToken> token,
            Optional<TokenFailure> failure,
            Optional<Instant> trialUntil) {
        boolean has(Secret other) {
            return token.filter(kept -> kept.value().reveal().equals(other.reveal())).isPresent();
        }
    }

    private GoogleServiceAccount(
            ServiceAccountKey key, String scope, TokenEndpoint endpoint, InstantSource clock) {
        this.key = key;
        this.scope = scope;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /**
     * From the JSON file that Google made for the account.
     *
     * @throws io.alfred.kernel.AlfredException {@code INVALID_REQUEST} when it is no usable key, or
     *     would have tokens asked for elsewhere than at Google
     */
    public static GoogleServiceAccount of(
            Secret json, String scope, TokenEndpoint endpoint, InstantSource clock) {
        return of(json, scope, endpoint, clock, ServiceAccountKey::ofGoogle);
    }

    static GoogleServiceAccount of(
            Secret json,
            String scope,
            TokenEndpoint endpoint,
            InstantSource clock,
            Predicate<URI> trusted) {
        return new GoogleServiceAccount(
                ServiceAccountKey.parse(json, trusted), scope, endpoint, clock);
    }

    /**
     * A token for a header {@code Authorization: Bearer}, good for a minute or more.
     *
     * @throws UpstreamException when Google refuses the account or gave no token; the provider has
     *     not seen the call then
     */
    public Secret token() throws UpstreamException {
        Last before = last;
        Optional<Secret> kept = usable(before);
        if (kept.isPresent()) {
            return kept.get();
        }
        asking.lock();
        try {
            Last now = last;
            kept = usable(now);
            if (kept.isPresent()) {
                return kept.get();
            }
            if (now.number() != before.number() && now.failure().isPresent()) {
                throw now.failure().get().thrown(0);
            }
            return ask(now.number() + 1);
        } finally {
            asking.unlock();
        }
    }

    /** Whether it is of use to {@link #forget} a token that was refused. Does not wait. */
    public boolean replaceable(Secret token) {
        Last now = last;
        return !now.has(token)
                || now.trialUntil().filter(until -> clock.instant().isBefore(until)).isEmpty();
    }

    /** Google took this token: it is replaced at once when it is refused later. */
    public void taken(Secret token) {
        if (last.trialUntil().isEmpty()) {
            return;
        }
        asking.lock();
        try {
            if (last.has(token)) {
                last = new Last(last.number(), last.token(), last.failure(), Optional.empty());
            }
        } finally {
            asking.unlock();
        }
    }

    /** Google refused this token before its time; the next call asks for another. */
    public void forget(Secret token) {
        asking.lock();
        try {
            if (last.has(token)) {
                last =
                        new Last(
                                last.number() + 1,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty());
                replacing = true;
            }
        } finally {
            asking.unlock();
        }
    }

    private Optional<Secret> usable(Last known) {
        return known.token().filter(token -> token.usable(clock.instant())).map(AccessToken::value);
    }

    private Secret ask(long number) throws UpstreamException {
        Instant askedAt = clock.instant();
        String form =
                "grant_type="
                        + URLEncoder.encode(GRANT, StandardCharsets.UTF_8)
                        + "&assertion="
                        + Assertion.of(key, scope, askedAt);
        TokenFailure failure;
        try {
            TokenAnswer answer = endpoint.post(key.tokenUri(), form);
            Optional<AccessToken> token =
                    answer.status() == 200
                            ? AccessToken.in(answer.body(), askedAt)
                            : Optional.empty();
            if (token.isPresent()) {
                last = new Last(number, token, Optional.empty(), trialUntil(askedAt));
                return token.get().value();
            }
            failure = TokenFailure.of(answer.status());
        } catch (UpstreamException unanswered) {
            failure = TokenFailure.of(unanswered.kind());
            if (unanswered.kind() == Kind.CANCELLED) {
                // one caller gave up, which is no reason for those that wait
                throw failure.thrown(elapsedMs(askedAt));
            }
        }
        replacing = false;
        last = new Last(number, Optional.empty(), Optional.of(failure), Optional.empty());
        throw failure.thrown(elapsedMs(askedAt));
    }

    private Optional<Instant> trialUntil(Instant askedAt) {
        boolean trial = replacing;
        replacing = false;
        return trial ? Optional.of(askedAt.plusSeconds(TRIAL_SECONDS)) : Optional.empty();
    }

    private long elapsedMs(Instant from) {
        return Math.max(0, Duration.between(from, clock.instant()).toMillis());
    }

    /** Neither key nor token, nor whose they are. */
    @Override
    public String toString() {
        return "GoogleServiceAccount[***]";
    }
}
