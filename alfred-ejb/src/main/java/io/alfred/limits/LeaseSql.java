package io.alfred.limits;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Trades with the buckets in the database: locks their rows, decides by {@link Bucket}, writes.
 *
 * <p>The connection must be inside a READ COMMITTED transaction. Leases are read in a statement of
 * their own after the lock, as the locking statement's snapshot may be older than the lock.
 */
final class LeaseSql {
    /** A database that crashes may forget the leases of its last moment; no flush is waited for. */
    private static final String LOCK =
            """
            SELECT b.limit_id, b.meter, b.level, b.at_micros,
                   (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS clock_micros,
                   set_config('synchronous_commit', 'off', true)
            FROM rate_bucket b
            JOIN unnest(?::uuid[], ?::text[]) AS o (limit_id, meter) USING (limit_id, meter)
            ORDER BY b.limit_id, b.meter
            FOR NO KEY UPDATE OF b
            """;

    private static final String LEASES =
            """
            SELECT limit_id, meter, holder, amount, until_micros
            FROM rate_lease WHERE limit_id = ANY (?::uuid[])
            """;

    private static final String WRITE =
            """
            WITH kept AS (
                INSERT INTO rate_lease (limit_id, meter, holder, amount, until_micros)
                SELECT n.limit_id, n.meter, ?, n.amount, n.until_micros
                FROM unnest(?::uuid[], ?::text[], ?::bigint[], ?::bigint[])
                    AS n (limit_id, meter, amount, until_micros)
                ON CONFLICT (limit_id, meter, holder)
                    DO UPDATE SET amount = excluded.amount, until_micros = excluded.until_micros)
            UPDATE rate_bucket b SET level = n.level, at_micros = n.at_micros
            FROM unnest(?::uuid[], ?::text[], ?::bigint[], ?::bigint[])
                AS n (limit_id, meter, level, at_micros)
            WHERE b.limit_id = n.limit_id AND b.meter = n.meter
            """;

    private static final String FORGET =
            "DELETE FROM rate_lease WHERE limit_id = ANY (?::uuid[]) AND until_micros <= ?"
                    + " AND holder <> ?";

    private final Connection connection;
    private final UUID holder;
    private long clockMicros;

    private LeaseSql(Connection connection, UUID holder) {
        this.connection = connection;
        this.holder = holder;
    }

    /** The grants, one per order whose bucket exists. */
    static List<LeaseGrant> trade(Connection connection, UUID holder, List<LeaseOrder> orders)
            throws SQLException {
        return new LeaseSql(connection, holder).trade(orders);
    }

    private List<LeaseGrant> trade(List<LeaseOrder> orders) throws SQLException {
        List<LeaseOrder> sorted =
                orders.stream()
                        .sorted(
                                Comparator.comparing((LeaseOrder o) -> o.key().limitId())
                                        .thenComparing(o -> o.key().meter()))
                        .toList();
        Map<BucketKey, Bucket> buckets = withLeases(lock(sorted));
        List<LeaseGrant> grants = new ArrayList<>();
        Map<BucketKey, Bucket> traded = new HashMap<>();
        for (LeaseOrder order : sorted) {
            Bucket bucket = buckets.get(order.key());
            if (bucket != null) {
                Bucket.Traded result = bucket.trade(holder, order, clockMicros);
                traded.put(order.key(), result.bucket());
                grants.add(result.grant());
            }
        }
        write(traded);
        return grants;
    }

    private Map<BucketKey, Bucket> lock(List<LeaseOrder> orders) throws SQLException {
        Map<BucketKey, Bucket> buckets = new HashMap<>();
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setArray(1, ids(orders.stream().map(o -> o.key().limitId()).toList()));
            lock.setArray(2, texts(orders.stream().map(o -> o.key().meter().wireName()).toList()));
            try (ResultSet row = lock.executeQuery()) {
                while (row.next()) {
                    clockMicros = Math.max(clockMicros, row.getLong("clock_micros"));
                    buckets.put(
                            key(row),
                            new Bucket(row.getLong("level"), row.getLong("at_micros"), Map.of()));
                }
            }
        }
        return buckets;
    }

    private Map<BucketKey, Bucket> withLeases(Map<BucketKey, Bucket> locked) throws SQLException {
        if (locked.isEmpty()) {
            return locked;
        }
        Map<BucketKey, Map<UUID, Bucket.Lease>> leases = new HashMap<>();
        boolean dead = false;
        try (PreparedStatement query = connection.prepareStatement(LEASES)) {
            query.setArray(1, limitIds(locked));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    UUID of = row.getObject("holder", UUID.class);
                    long until = row.getLong("until_micros");
                    leases.computeIfAbsent(key(row), key -> new HashMap<>())
                            .put(of, new Bucket.Lease(row.getLong("amount"), until));
                    dead |= !of.equals(holder) && until <= clockMicros - FORGET_AFTER_MICROS;
                }
            }
        }
        if (dead) {
            forget(locked);
        }
        Map<BucketKey, Bucket> whole = new HashMap<>();
        locked.forEach(
                (key, bucket) ->
                        whole.put(
                                key,
                                new Bucket(
                                        bucket.levelParts(),
                                        bucket.atMicros(),
                                        leases.getOrDefault(key, Map.of()))));
        return whole;
    }

    /** How long after its end a lease's row is kept, as a living process uses it again. */
    private static final long FORGET_AFTER_MICROS = 60_000_000;

    private void forget(Map<BucketKey, Bucket> locked) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(FORGET)) {
            delete.setArray(1, limitIds(locked));
            delete.setLong(2, clockMicros - FORGET_AFTER_MICROS);
            delete.setObject(3, holder);
            delete.executeUpdate();
        }
    }

    private void write(Map<BucketKey, Bucket> traded) throws SQLException {
        if (traded.isEmpty()) {
            return;
        }
        List<Map.Entry<BucketKey, Bucket>> rows = List.copyOf(traded.entrySet());
        List<UUID> ids = new ArrayList<>();
        List<String> meters = new ArrayList<>();
        List<Long> levels = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        List<Long> amounts = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        for (Map.Entry<BucketKey, Bucket> row : rows) {
            Bucket.Lease lease = Objects.requireNonNull(row.getValue().leases().get(holder));
            ids.add(row.getKey().limitId());
            meters.add(row.getKey().meter().wireName());
            levels.add(row.getValue().levelParts());
            times.add(row.getValue().atMicros());
            amounts.add(lease.amount());
            ends.add(lease.untilMicros());
        }
        try (PreparedStatement write = connection.prepareStatement(WRITE)) {
            write.setObject(1, holder);
            write.setArray(2, ids(ids));
            write.setArray(3, texts(meters));
            write.setArray(4, longs(amounts));
            write.setArray(5, longs(ends));
            write.setArray(6, ids(ids));
            write.setArray(7, texts(meters));
            write.setArray(8, longs(levels));
            write.setArray(9, longs(times));
            write.executeUpdate();
        }
    }

    private static BucketKey key(ResultSet row) throws SQLException {
        return new BucketKey(
                row.getObject("limit_id", UUID.class), Meter.of(row.getString("meter")));
    }

    private java.sql.Array limitIds(Map<BucketKey, Bucket> buckets) throws SQLException {
        return ids(buckets.keySet().stream().map(BucketKey::limitId).distinct().toList());
    }

    private java.sql.Array ids(List<UUID> ids) throws SQLException {
        return connection.createArrayOf("uuid", ids.toArray());
    }

    private java.sql.Array texts(List<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private java.sql.Array longs(List<Long> numbers) throws SQLException {
        return connection.createArrayOf("bigint", numbers.toArray());
    }
}
