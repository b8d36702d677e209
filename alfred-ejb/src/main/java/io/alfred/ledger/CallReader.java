package io.alfred.ledger;

import io.alfred.kernel.Credits;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import javax.sql.DataSource;

/** Reads the past calls of a key, alone or by the run they belong to. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CallReader {
    /** Calls of one run that are looked at; the sums of a larger one are of so many. */
    public static final int RUN_CALLS_MAX = 10_000;

    private static final String OF_TRACE =
            "WITH run AS (SELECT tx_id FROM call_note WHERE key_id = ? AND trace_id = ?"
                    + " ORDER BY tx_id DESC LIMIT ?) ";

    /** Names that go round in a circle end it, as UNION keeps each call once. */
    private static final String BELOW_PARENT =
            "WITH RECURSIVE below(tx_id) AS (SELECT tx_id FROM call_note WHERE key_id = ?"
                    + " AND parent_request = ? UNION SELECT n.tx_id FROM below b JOIN call_note n"
                    + " ON n.key_id = ? AND n.parent_request = b.tx_id),"
                    + " run AS MATERIALIZED (SELECT tx_id FROM below LIMIT ?) ";

    private static final String SELECT =
            "SELECT h.tx_id, h.org_id, h.wallet_id, h.key_id, h.state, h.amount, h.charged,"
                + " h.shortfall, h.refunded, h.provisional, h.provider, h.model, h.created_at,"
                + " h.deadline_at, h.unknown_at, h.resolved_at, n.trace_id, n.parent_request,"
                + " n.output_limit, e.prompt_tokens, e.completion_tokens, e.audio_prompt_tokens,"
                + " e.audio_completion_tokens, e.service_tier, e.estimated, e.reason FROM hold h"
                + " LEFT JOIN call_note n ON n.tx_id = h.tx_id LEFT JOIN ledger_entry e ON e.tx_id"
                + " = h.tx_id AND e.kind IN ('SETTLE', 'RELEASE') WHERE h.key_id = ? AND ";

    private static final String SUMS =
            "SELECT count(*), coalesce(sum(h.charged), 0), coalesce(sum(h.amount)"
                    + " FILTER (WHERE h.state IN ('open', 'unknown')), 0)"
                    + " FROM run JOIN hold h USING (tx_id) WHERE h.key_id = ?";

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    /** Which calls: those of a trace, or all below a call. */
    public sealed interface Which {
        record OfTrace(UUID traceId) implements Which {}

        record Below(UUID parent) implements Which {}
    }

    /**
     * Calls of one run.
     *
     * @param calls a page, newest first
     * @param count of all of them
     * @param cost what those that are over cost together
     * @param held what is held for the others
     * @param whole false when there are more than {@link #RUN_CALLS_MAX}
     */
    public record Run(
            List<CallView> calls, long count, Credits cost, Credits held, boolean whole) {}

    /** A call of this key. */
    public Optional<CallView> find(UUID keyId, UUID txId) {
        try (Connection connection = dataSource.getConnection()) {
            return find(connection, keyId, txId);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    static Optional<CallView> find(Connection connection, UUID keyId, UUID txId)
            throws SQLException {
        return calls(connection, SELECT + "h.tx_id = ?", keyId, txId).stream().findFirst();
    }

    /**
     * The calls of this key that belong together.
     *
     * @param before only older than this call, for the next page
     */
    public Run run(UUID keyId, Which which, Optional<UUID> before, int limit) {
        try (Connection connection = dataSource.getConnection()) {
            return run(connection, keyId, which, before, limit);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    static Run run(Connection connection, UUID keyId, Which which, Optional<UUID> before, int limit)
            throws SQLException {
        List<@Nullable Object> ids = new ArrayList<>();
        String run =
                switch (which) {
                    case Which.OfTrace trace -> {
                        ids.addAll(List.of(keyId, trace.traceId()));
                        yield OF_TRACE;
                    }
                    case Which.Below below -> {
                        ids.addAll(List.of(keyId, below.parent(), keyId));
                        yield BELOW_PARENT;
                    }
                };
        // One more than counts, to know whether there are more.
        ids.add(RUN_CALLS_MAX + 1);
        ids.add(keyId);
        try (PreparedStatement statement = bound(connection, run + SUMS, ids.toArray());
                ResultSet row = statement.executeQuery()) {
            row.next();
            long count = row.getLong(1);
            Credits cost = Credits.ofNanos(row.getBigDecimal(2).longValueExact());
            Credits held = Credits.ofNanos(row.getBigDecimal(3).longValueExact());
            ids.add(before.orElse(null));
            ids.add(before.orElse(null));
            ids.add(limit);
            List<CallView> page =
                    calls(
                            connection,
                            run
                                    + SELECT
                                    + "h.tx_id IN (SELECT tx_id FROM run) AND (?::uuid IS NULL"
                                    + " OR h.tx_id < ?) ORDER BY h.tx_id DESC LIMIT ?",
                            ids.toArray());
            return new Run(page, count, cost, held, count <= RUN_CALLS_MAX);
        }
    }

    private static List<CallView> calls(
            Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = bound(connection, sql, values);
                ResultSet row = statement.executeQuery()) {
            List<CallView> calls = new ArrayList<>();
            while (row.next()) {
                calls.add(call(row));
            }
            return calls;
        }
    }

    private static PreparedStatement bound(
            Connection connection, String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static CallView call(ResultSet row) throws SQLException {
        Long prompt = WalletRows.nullableLong(row, "prompt_tokens");
        Long limit = WalletRows.nullableLong(row, "output_limit");
        return new CallView(
                LedgerReader.hold(row),
                new CallLinks(
                        Optional.ofNullable(row.getObject("trace_id", UUID.class)),
                        Optional.ofNullable(row.getObject("parent_request", UUID.class))),
                limit == null ? OptionalLong.empty() : OptionalLong.of(limit),
                prompt == null
                        ? Optional.empty()
                        : Optional.of(
                                new CallView.Tokens(
                                        prompt,
                                        row.getLong("completion_tokens"),
                                        row.getLong("audio_prompt_tokens"),
                                        row.getLong("audio_completion_tokens"),
                                        Optional.ofNullable(row.getString("service_tier")),
                                        row.getBoolean("estimated"))),
                Optional.ofNullable(row.getString("reason")).filter(text -> !text.isEmpty()));
    }

    private static IllegalStateException unreadable(SQLException e) {
        return new IllegalStateException("the calls could not be read", e);
    }
}
