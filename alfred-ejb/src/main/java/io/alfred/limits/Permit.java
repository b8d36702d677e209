package io.alfred.limits;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.RateStanding;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One call that was admitted. Closing it gives back its places among the calls at a time, and the
 * tokens that it reserved unless it told what it used; closing it again does nothing.
 */
public final class Permit implements AutoCloseable {
    private final LimitDesk desk;
    private final List<RateLimit> limits;
    private final List<CallShare> places = new ArrayList<>();
    private final List<RateShare> tokens = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private long reserved;
    private RateStanding standing = RateStanding.NONE;

    Permit(LimitDesk desk, List<RateLimit> limits) {
        this.desk = desk;
        this.limits = limits;
    }

    /**
     * Reserves tokens, and what the limits of the model count.
     *
     * @param model its full id, {@code provider/model}
     * @param estimate prompt and completion tokens, at most
     * @throws AlfredException {@code RATE_LIMITED}, {@code OVERLOADED}; nothing is reserved then
     */
    public void tokens(String model, long estimate) {
        if (limits.isEmpty()) {
            return;
        }
        List<Claim> claims = new ArrayList<>();
        for (RateLimit limit : limits) {
            if (limit.models().isPresent()) {
                if (!limit.covers(model)) {
                    continue;
                }
                claims.add(new Claim(limit, Meter.REQUESTS, 1));
                claims.add(new Claim(limit, Meter.CALLS, 1));
            }
            if (estimate > 0) {
                claims.add(new Claim(limit, Meter.TOKENS, estimate));
            }
        }
        take(claims);
        reserved = estimate;
    }

    /** What is asked of one limit. */
    record Claim(RateLimit limit, Meter meter, long amount) {}

    /** All of it, or nothing. */
    void take(List<Claim> claims) {
        RateTally tally = new RateTally(standing);
        List<Runnable> undo = new ArrayList<>();
        List<CallShare> newPlaces = new ArrayList<>();
        List<RateShare> newTokens = new ArrayList<>();
        for (Claim claim : claims) {
            claim.limit()
                    .allowance()
                    .rate(claim.meter())
                    .ifPresent(
                            rate -> {
                                Share share = desk.share(claim.limit().bucket(claim.meter()));
                                Share.Answer answer = share.take(claim.amount(), rate);
                                answer.quota().ifPresent(q -> tally.add(claim.meter(), q));
                                if (answer.taken() != Share.Taken.YES) {
                                    undo.forEach(Runnable::run);
                                    throw desk.refused(claim, rate, answer, tally.standing());
                                }
                                switch (share) {
                                    case CallShare call -> {
                                        newPlaces.add(call);
                                        undo.add(call::release);
                                    }
                                    case RateShare rated -> {
                                        if (claim.meter() == Meter.TOKENS) {
                                            newTokens.add(rated);
                                        }
                                        undo.add(
                                                () ->
                                                        rated.putBack(
                                                                claim.amount(), answer.lease()));
                                    }
                                }
                            });
        }
        places.addAll(newPlaces);
        tokens.addAll(newTokens);
        standing = tally.standing();
    }

    /** Tells what the call used; the difference to what it reserved is given back, or taken. */
    public void used(long actual) {
        long unused = reserved - actual;
        if (unused != 0) {
            tokens.forEach(share -> share.correct(unused));
        }
        tokens.clear();
    }

    /** Counts all that was reserved as used: what the call used is not known. */
    public void usedAll() {
        used(reserved);
    }

    /** How the caller stands with its tightest limits, this call counted. */
    public RateStanding standing() {
        return standing;
    }

    @Override
    public void close() {
        if (limits.isEmpty() || !closed.compareAndSet(false, true)) {
            return;
        }
        places.forEach(CallShare::release);
        used(0);
    }
}
