package io.alfred.providers.http;

import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;

import java.time.Duration;

/** One call on its way: whom it goes to, when it started and how long it may take. */
record Attempt(String provider, long startedAtNanos, Duration timeout) {
    static Attempt start(String provider, Duration timeout) {
        return new Attempt(provider, System.nanoTime(), timeout);
    }

    long elapsedMs() {
        return Duration.ofNanos(System.nanoTime() - startedAtNanos).toMillis();
    }

    /** Nanoseconds left; zero or less when the time is over. */
    long remainingNanos() {
        return timeout.toNanos() - (System.nanoTime() - startedAtNanos);
    }

    /** A failure told as "provider X " and what it did. */
    UpstreamException failed(Kind kind, String what) {
        return UpstreamException.of(kind, sentence(what), elapsedMs());
    }

    UpstreamException answered(Kind kind, int status, String what) {
        return UpstreamException.answered(kind, sentence(what), status, elapsedMs());
    }

    UpstreamException timedOut() {
        return failed(Kind.TIMEOUT, "did not answer within " + timeout.toMillis() + " ms");
    }

    private String sentence(String what) {
        return "provider \"" + provider + "\" " + what;
    }
}
