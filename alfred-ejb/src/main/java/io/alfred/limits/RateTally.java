package io.alfred.limits;

import io.alfred.kernel.RateStanding;
import io.alfred.kernel.RateStanding.Quota;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;

/** Finds the tightest limit of each meter: the one with the smallest part left. */
final class RateTally {
    private @Nullable Quota requests;
    private @Nullable Quota tokens;

    RateTally(RateStanding before) {
        requests = before.requests();
        tokens = before.tokens();
    }

    void add(Meter meter, Quota quota) {
        switch (meter) {
            case REQUESTS -> requests = tighter(requests, quota);
            case TOKENS -> tokens = tighter(tokens, quota);
            case CALLS -> {
                // no protocol tells it
            }
        }
    }

    RateStanding standing() {
        return new RateStanding(requests, tokens, null);
    }

    private static Quota tighter(@Nullable Quota known, Quota other) {
        return known == null || compareParts(other, known) < 0 ? other : known;
    }

    /** Compares remaining / limit of both without a fraction. */
    private static int compareParts(Quota one, Quota other) {
        return BigInteger.valueOf(one.remaining())
                .multiply(BigInteger.valueOf(other.limit()))
                .compareTo(
                        BigInteger.valueOf(other.remaining())
                                .multiply(BigInteger.valueOf(one.limit())));
    }
}
