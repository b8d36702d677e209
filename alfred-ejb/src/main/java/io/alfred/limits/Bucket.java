package io.alfred.limits;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What is left of one limit, shared by all processes.
 *
 * <p>A lease is taken out of the level and counts against the capacity until it ends: level and
 * leases together never exceed the capacity, so in any time {@code t} all processes together admit
 * at most {@code capacity + t × rate}, even one that is cut off with a lease in its hands. Times
 * are microseconds of the database's clock; the bucket's own time never goes back.
 */
record Bucket(long levelParts, long atMicros, Map<UUID, Lease> leases) {
    /** How long a lease on requests or tokens lasts. */
    static final long LEASE_MICROS = 1_000_000;

    /** How long a process may say nothing of its running calls before they count as dead. */
    static final long CALLS_LEASE_MICROS = 5_000_000;

    /** What a process may admit by itself until some time. */
    record Lease(long amount, long untilMicros) {}

    /** A bucket after an order, and the answer. */
    record Traded(Bucket bucket, LeaseGrant grant) {}

    /** A full one. */
    static Bucket full(Rate rate, long nowMicros) {
        return new Bucket(rate.capacityParts(), nowMicros, Map.of());
    }

    Bucket {
        leases = Map.copyOf(leases);
    }

    /** Takes back, fills up, gives out. */
    Traded trade(UUID holder, LeaseOrder order, long clockMicros) {
        long now = Math.max(clockMicros, atMicros);
        return order.key().meter() == Meter.CALLS
                ? calls(holder, order, now)
                : rated(holder, order, now);
    }

    private Traded rated(UUID holder, LeaseOrder order, long now) {
        Rate rate = order.rate();
        Map<UUID, Lease> others = othersAt(holder, now);
        long ceiling = Math.max(0, (rate.capacity() - sum(others)) * Rate.PARTS);
        Lease own = leases.get(holder);
        long unused = own != null && own.untilMicros() > now ? order.unused() : 0;
        long level = filled(holder, order, now) + (unused + order.correction()) * Rate.PARTS;
        level = Math.max(Math.min(level, ceiling), -rate.capacityParts());
        long grant = grant(order, Math.floorDiv(level, Rate.PARTS));
        level -= grant * Rate.PARTS;
        return traded(holder, order, level, now, new Given(others, grant, now + LEASE_MICROS));
    }

    /** The level of calls follows from the leases, so that a dead process gives its calls back. */
    private Traded calls(UUID holder, LeaseOrder order, long now) {
        Map<UUID, Lease> others = othersAt(holder, now);
        long free = order.rate().capacity() - sum(others) - order.keep();
        long grant = grant(order, free);
        return traded(
                holder,
                order,
                (free - grant) * Rate.PARTS,
                now,
                new Given(others, order.keep() + grant, now + CALLS_LEASE_MICROS));
    }

    /** The leases of the others, and the one that is given now. */
    private record Given(Map<UUID, Lease> others, long amount, long untilMicros) {}

    private static Traded traded(UUID holder, LeaseOrder order, long level, long now, Given given) {
        Map<UUID, Lease> leases = new HashMap<>(given.others());
        leases.put(holder, new Lease(given.amount(), given.untilMicros()));
        return new Traded(
                new Bucket(level, now, leases),
                new LeaseGrant(order.key(), given.amount() - order.keep(), level));
    }

    /** At most half of what is there beyond the need, as others may come. */
    private static long grant(LeaseOrder order, long whole) {
        return order.need() == 0 || whole < order.need()
                ? 0
                : Math.max(order.need(), Math.min(order.want(), whole / 2));
    }

    /**
     * The level now. It rises up to what the leases of each moment leave of the capacity; the own
     * lease counts until it was last used.
     */
    private long filled(UUID holder, LeaseOrder order, long now) {
        List<Lease> counted = countedUntil(holder, now - order.spentAgoMicros(), now);
        TreeSet<Long> ends = new TreeSet<>();
        ends.add(now);
        counted.forEach(lease -> ends.add(lease.untilMicros()));
        long level = levelParts;
        long from = atMicros;
        for (long end : ends.tailSet(atMicros, false)) {
            long leased = 0;
            for (Lease lease : counted) {
                leased += from < lease.untilMicros() ? lease.amount() : 0;
            }
            // a capacity that was lowered below the leases stops the rise, no more
            long ceiling = Math.max(0, (order.rate().capacity() - leased) * Rate.PARTS);
            level = order.rate().filled(level, end - from, ceiling);
            from = end;
        }
        return level;
    }

    /** All leases, each with when it ceased to count, now at the latest. */
    private List<Lease> countedUntil(UUID holder, long ownMicros, long now) {
        List<Lease> counted = new ArrayList<>();
        leases.forEach(
                (id, lease) -> {
                    long latest = id.equals(holder) ? ownMicros : now;
                    counted.add(new Lease(lease.amount(), Math.min(lease.untilMicros(), latest)));
                });
        return counted;
    }

    private Map<UUID, Lease> othersAt(UUID holder, long now) {
        Map<UUID, Lease> others = new HashMap<>(leases);
        others.remove(holder);
        others.values().removeIf(lease -> lease.untilMicros() <= now);
        return others;
    }

    private static long sum(Map<UUID, Lease> leases) {
        return leases.values().stream().mapToLong(Lease::amount).sum();
    }
}
