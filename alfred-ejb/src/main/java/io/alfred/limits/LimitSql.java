package io.alfred.limits;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads and writes the limits themselves. */
final class LimitSql {
    private static final String ALL = "*";

    private static final String SELECT =
            """
            SELECT r.id, r.org_id, r.subject_kind, r.subject_id, r.models, r.requests_per_minute,
                   r.burst, r.tokens_per_minute, r.concurrent, r.updated_at,
                   coalesce(k.prefix, u.name, t.name, o.name, '') AS name
            FROM rate_limit r
            LEFT JOIN api_key k ON r.subject_kind = 'key' AND k.id = r.subject_id
            LEFT JOIN app_user u ON r.subject_kind = 'user' AND u.id = r.subject_id
            LEFT JOIN team t ON r.subject_kind = 'team' AND t.id = r.subject_id
            LEFT JOIN organization o ON r.subject_kind = 'org' AND o.id = r.subject_id
            """;

    private static final String LIST =
            SELECT
                    + """
                    WHERE r.id > ? AND (?::uuid IS NULL OR r.org_id = ?::uuid)
                        AND (?::uuid IS NULL OR r.subject_id = ?::uuid)
                        AND (?::uuid IS NULL OR r.subject_id = ?::uuid OR r.subject_id IN
                            (SELECT id FROM api_key WHERE principal_id = ?::uuid))
                    ORDER BY r.id LIMIT ?
                    """;

    private static final String UPSERT =
            """
            INSERT INTO rate_limit (id, org_id, subject_kind, subject_id, models,
                requests_per_minute, burst, tokens_per_minute, concurrent)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (subject_id, models) DO UPDATE
                SET requests_per_minute = excluded.requests_per_minute, burst = excluded.burst,
                    tokens_per_minute = excluded.tokens_per_minute,
                    concurrent = excluded.concurrent, updated_at = now()
            RETURNING id
            """;

    /** A bucket that exists keeps its level, so that setting a limit again gives nothing away. */
    private static final String BUCKET =
            """
            INSERT INTO rate_bucket (limit_id, meter, level, at_micros)
            VALUES (?, ?, ?, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
            ON CONFLICT DO NOTHING
            """;

    private final Connection connection;

    LimitSql(Connection connection) {
        this.connection = connection;
    }

    /** Sets a limit in place of the one that its subject has for these models. */
    UUID set(RateLimit limit) throws SQLException {
        UUID id;
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            upsert.setObject(1, limit.id());
            upsert.setObject(2, limit.orgId());
            upsert.setString(3, limit.subject().kind().wireName());
            upsert.setObject(4, limit.subject().id());
            upsert.setString(5, limit.models().orElse(ALL));
            Allowance allowance = limit.allowance();
            upsert.setObject(6, allowance.requestsPerMinute().orElse(null), Types.INTEGER);
            upsert.setObject(7, allowance.burst().orElse(null), Types.INTEGER);
            upsert.setObject(8, allowance.tokensPerMinute().orElse(null), Types.BIGINT);
            upsert.setObject(9, allowance.concurrent().orElse(null), Types.INTEGER);
            try (ResultSet row = upsert.executeQuery()) {
                row.next();
                id = row.getObject("id", UUID.class);
            }
        }
        for (Meter meter : Meter.values()) {
            Optional<Rate> rate = limit.allowance().rate(meter);
            if (rate.isPresent()) {
                addBucket(new BucketKey(id, meter), rate.get());
            }
        }
        raiseVersion();
        return id;
    }

    private void addBucket(BucketKey key, Rate rate) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(BUCKET)) {
            insert.setObject(1, key.limitId());
            insert.setString(2, key.meter().wireName());
            insert.setLong(3, rate.capacityParts());
            insert.executeUpdate();
        }
    }

    boolean remove(UUID id) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM rate_limit WHERE id = ?")) {
            delete.setObject(1, id);
            boolean removed = delete.executeUpdate() > 0;
            if (removed) {
                raiseVersion();
            }
            return removed;
        }
    }

    private void raiseVersion() throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE rate_limit_version SET version = version + 1")) {
            update.executeUpdate();
        }
    }

    Optional<LimitView> find(UUID id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SELECT + "WHERE r.id = ?")) {
            query.setObject(1, id);
            return views(query).stream().findFirst();
        }
    }

    List<LimitView> list(LimitStore.Filter filter) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LIST)) {
            query.setObject(1, filter.after());
            twice(query, 2, filter.org().orElse(null));
            twice(query, 4, filter.subject().orElse(null));
            twice(query, 6, filter.holder().orElse(null));
            query.setObject(8, filter.holder().orElse(null), Types.OTHER);
            query.setInt(9, filter.limit());
            return views(query);
        }
    }

    private static void twice(PreparedStatement query, int index, @Nullable UUID id)
            throws SQLException {
        query.setObject(index, id, Types.OTHER);
        query.setObject(index + 1, id, Types.OTHER);
    }

    /**
     * All limits, or the same again where none has changed since.
     *
     * <p>The version is read first: a change in between is read twice rather than not at all.
     */
    LimitRules rules(LimitRules last) throws SQLException {
        long version = version();
        if (version == last.version()) {
            return last;
        }
        try (PreparedStatement query = connection.prepareStatement(SELECT)) {
            List<RateLimit> limits = views(query).stream().map(LimitView::limit).toList();
            return new LimitRules(version, limits);
        }
    }

    private long version() throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT version FROM rate_limit_version");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong("version");
        }
    }

    private static List<LimitView> views(PreparedStatement query) throws SQLException {
        List<LimitView> views = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                views.add(view(row));
            }
        }
        return views;
    }

    private static LimitView view(ResultSet row) throws SQLException {
        Subject.Kind kind = Subject.Kind.of(row.getString("subject_kind"));
        String models = row.getString("models");
        RateLimit limit =
                new RateLimit(
                        row.getObject("id", UUID.class),
                        row.getObject("org_id", UUID.class),
                        new Subject(kind, row.getObject("subject_id", UUID.class)),
                        models.equals(ALL) ? Optional.empty() : Optional.of(models),
                        new Allowance(
                                optional(row, "requests_per_minute", Integer.class),
                                optional(row, "burst", Integer.class),
                                optional(row, "tokens_per_minute", Long.class),
                                optional(row, "concurrent", Integer.class)));
        return new LimitView(
                limit,
                kind.wireName() + ":" + row.getString("name"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private static <T> Optional<T> optional(ResultSet row, String column, Class<T> type)
            throws SQLException {
        return Optional.ofNullable(row.getObject(column, type));
    }
}
