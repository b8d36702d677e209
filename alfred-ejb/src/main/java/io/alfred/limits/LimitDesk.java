package io.alfred.limits;

import io.alfred.identity.Caller;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.kernel.RateStanding;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Admits calls or refuses them, from memory as long as the leases of this process last.
 *
 * <p>The limits themselves are read in the background and after a change of this process; a caller
 * without any costs a few look-ups in a map. Errors: {@code RATE_LIMITED}; {@code OVERLOADED} when
 * the database does not answer and no lease is left.
 */
@ApplicationScoped
public class LimitDesk {
    /** Refused calls are recorded for at most so many limits at a time. */
    static final int REFUSALS_MAX = 100;

    /** Shares that report in one statement. */
    static final int REPORTS_MAX = 100;

    private final Source source;
    private final Leases leases;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final ConcurrentHashMap<BucketKey, Share> shares = new ConcurrentHashMap<>();
    private final Refusals refusals = new Refusals();
    private final AtomicLong changes = new AtomicLong();
    private final ReentrantLock reload = new ReentrantLock();
    private volatile @Nullable Known known;

    /** Where the limits are read. */
    @FunctionalInterface
    interface Source {
        /** All limits; the same object again when they still have its version. */
        LimitRules read(LimitRules last);
    }

    /** The limits as last read, and the last change of this process that they hold. */
    private record Known(LimitRules rules, long change) {}

    /** For the container's proxy only. */
    protected LimitDesk() {
        this(last -> last, orders -> List.of(), System::nanoTime, InstantSource.system());
    }

    /** A process is another holder of leases after each start. */
    @Inject
    LimitDesk(LimitStore store, LeaseBook book) {
        this(store::read, leasesOf(book, Ids.next()), System::nanoTime, InstantSource.system());
    }

    LimitDesk(Source source, Leases leases, LongSupplier nanoTime, InstantSource clock) {
        this.source = source;
        this.leases = leases;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    private static Leases leasesOf(LeaseBook book, UUID holder) {
        return orders -> book.trade(holder, orders);
    }

    /**
     * Admits a call by the limits that need no model: requests per minute and calls at a time. The
     * caller must close the permit when the call has ended, whatever became of it.
     *
     * @throws AlfredException {@code RATE_LIMITED} with what {@code Retry-After} needs, {@code
     *     OVERLOADED}
     */
    public Permit admit(Caller caller) {
        List<RateLimit> limits = rules().of(caller);
        Permit permit = new Permit(this, limits);
        if (!limits.isEmpty()) {
            List<Permit.Claim> claims = new ArrayList<>();
            for (RateLimit limit : limits) {
                if (limit.models().isEmpty()) {
                    claims.add(new Permit.Claim(limit, Meter.REQUESTS, 1));
                    claims.add(new Permit.Claim(limit, Meter.CALLS, 1));
                }
            }
            permit.take(claims);
        }
        return permit;
    }

    /** Calls that were refused since they were last asked for, at most {@value #REFUSALS_MAX}. */
    public List<RefusedCalls> takeRefusals() {
        return refusals.take(REFUSALS_MAX);
    }

    /** Counts them again, as they were not recorded. */
    public void putBack(List<RefusedCalls> unrecorded) {
        unrecorded.forEach(refusals::add);
    }

    /** Makes the next caller see a change that this process just committed. */
    void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) LimitsChanged event) {
        changes.incrementAndGet();
    }

    /** Reads the limits again. */
    public void refresh() {
        reload.lock();
        try {
            long change = changes.get();
            Known last = known;
            known = new Known(source.read(last == null ? LimitRules.NONE : last.rules()), change);
        } finally {
            reload.unlock();
        }
    }

    /** Gives back what lies about, names running calls, tells what calls used beyond. */
    public void report() {
        List<Share> reporting = new ArrayList<>();
        List<LeaseOrder> orders = new ArrayList<>();
        // once: what fails in the loop would leave the shares locked that wait for their trade
        LimitRules rules = rules();
        for (Share share : shares.values()) {
            rateOf(rules, share)
                    .ifPresentOrElse(
                            rate ->
                                    share.beginReport(rate)
                                            .ifPresent(
                                                    order -> {
                                                        reporting.add(share);
                                                        orders.add(order);
                                                    }),
                            () -> shares.remove(share.key()));
            if (orders.size() == REPORTS_MAX) {
                trade(reporting, orders);
                reporting.clear();
                orders.clear();
            }
        }
        if (!orders.isEmpty()) {
            trade(reporting, orders);
        }
    }

    private void trade(List<Share> reporting, List<LeaseOrder> orders) {
        long sentAtNanos = nanoTime.getAsLong();
        int ended = 0;
        try {
            List<LeaseGrant> grants = leases.trade(orders);
            for (; ended < orders.size(); ended++) {
                LeaseOrder order = orders.get(ended);
                LeaseGrant grant =
                        grants.stream()
                                .filter(each -> each.key().equals(order.key()))
                                .findFirst()
                                .orElse(null);
                reporting.get(ended).endReport(order, grant, sentAtNanos);
            }
        } finally {
            for (; ended < orders.size(); ended++) {
                reporting.get(ended).failReport(orders.get(ended));
            }
        }
    }

    private static Optional<Rate> rateOf(LimitRules rules, Share share) {
        return rules.find(share.key().limitId())
                .flatMap(limit -> limit.allowance().rate(share.key().meter()));
    }

    Share share(BucketKey key) {
        Share share = shares.get(key);
        return share != null ? share : shares.computeIfAbsent(key, this::newShare);
    }

    private Share newShare(BucketKey key) {
        return switch (key.meter()) {
            case REQUESTS, TOKENS -> new RateShare(key, leases, nanoTime);
            case CALLS -> new CallShare(key, leases, nanoTime);
        };
    }

    /** Counts a refusal and words it. */
    AlfredException refused(
            Permit.Claim claim, Rate rate, Share.Answer answer, RateStanding standing) {
        if (answer.taken() == Share.Taken.UNKNOWN) {
            return new AlfredException(
                    ErrorCode.OVERLOADED,
                    "the rate limit cannot be checked, as the database does not answer",
                    "try again in a few seconds");
        }
        Instant now = clock.instant();
        refusals.add(new RefusedCalls(claim.limit(), claim.meter(), 1, now, now));
        String limit = claim.limit().spoken(claim.meter());
        if (claim.amount() > rate.capacity()) {
            return new AlfredException(
                            ErrorCode.RATE_LIMITED,
                            "this call may use " + claim.amount() + " tokens, more than " + limit,
                            "lower the output limit or shorten the prompt")
                    .standing(standing);
        }
        return new AlfredException(
                        ErrorCode.RATE_LIMITED,
                        limit + " are used up",
                        "wait as long as Retry-After says, or ask for a higher limit")
                .standing(standing.retryAfter(answer.retryAfter()));
    }

    private LimitRules rules() {
        Known now = known;
        if (now == null || now.change() != changes.get()) {
            refresh();
            now = known;
        }
        return now == null ? LimitRules.NONE : now.rules();
    }
}
