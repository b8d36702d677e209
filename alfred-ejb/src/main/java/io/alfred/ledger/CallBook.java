package io.alfred.ledger;

import io.alfred.kernel.Credits;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import javax.sql.DataSource;

/** The calls in the books as a provider would bill them. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CallBook {
    /** Transactions that are looked up at once. */
    public static final int FIND_MAX = 1_000;

    private static final int FETCH_ROWS = 2_000;

    private static final String SELECT =
            "SELECT tx_id, wallet_id, state, provisional, amount, charged, shortfall, provider,"
                    + " model, (created_at AT TIME ZONE 'UTC')::date AS day FROM hold ";

    static final String EACH =
            SELECT
                    + "WHERE provider = ? AND created_at >= ?::date::timestamp AT TIME ZONE 'UTC'"
                    + " AND created_at < (?::date + 1)::timestamp AT TIME ZONE 'UTC'";

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    /**
     * The calls of a provider that began on these days.
     *
     * @param from first day, UTC
     * @param to last day, included
     */
    public record Span(String provider, LocalDate from, LocalDate to) {}

    /**
     * A call.
     *
     * @param amount what was held
     * @param day on which it began, UTC
     */
    public record BookedCall(
            UUID txId,
            UUID walletId,
            HoldState state,
            boolean provisional,
            Credits amount,
            Credits charged,
            Credits shortfall,
            String provider,
            String model,
            LocalDate day) {

        /** What the provider is owed as far as the books know: also what no wallet could carry. */
        public Credits cost() {
            return charged.plus(shortfall);
        }

        /** Whether its cost is not yet the provider's word. */
        public boolean isUnclosed() {
            return state == HoldState.UNKNOWN || provisional;
        }

        /** How it stands, such as {@code provisional}. */
        public String standing() {
            return provisional ? "provisional" : state.wireName();
        }
    }

    /** Shows every call of the span to the sink, in no order, holding none of them. */
    public void each(Span span, Consumer<BookedCall> sink) {
        try (Connection connection = dataSource.getConnection()) {
            each(connection, span, sink);
        } catch (SQLException e) {
            throw new IllegalStateException("the books could not be read", e);
        }
    }

    static void each(Connection connection, Span span, Consumer<BookedCall> sink)
            throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(EACH)) {
            LedgerCheck.unbounded(connection);
            statement.setFetchSize(FETCH_ROWS);
            statement.setString(1, span.provider());
            statement.setString(2, span.from().toString());
            statement.setString(3, span.to().toString());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    sink.accept(call(row));
                }
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Those of these transactions that are in the books; at most {@link #FIND_MAX} are asked. */
    public List<BookedCall> find(Collection<UUID> txIds) {
        try (Connection connection = dataSource.getConnection()) {
            return find(connection, txIds);
        } catch (SQLException e) {
            throw new IllegalStateException("the books could not be read", e);
        }
    }

    static List<BookedCall> find(Connection connection, Collection<UUID> txIds)
            throws SQLException {
        if (txIds.size() > FIND_MAX) {
            throw new IllegalArgumentException("more than " + FIND_MAX + " at once");
        }
        List<BookedCall> found = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(SELECT + "WHERE tx_id = ANY (?)")) {
            statement.setArray(1, connection.createArrayOf("uuid", txIds.toArray(UUID[]::new)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(call(row));
                }
            }
        }
        return found;
    }

    private static BookedCall call(ResultSet row) throws SQLException {
        return new BookedCall(
                row.getObject("tx_id", UUID.class),
                row.getObject("wallet_id", UUID.class),
                HoldState.of(row.getString("state")),
                row.getBoolean("provisional"),
                Credits.ofNanos(row.getLong("amount")),
                Credits.ofNanos(row.getLong("charged")),
                Credits.ofNanos(row.getLong("shortfall")),
                row.getString("provider"),
                row.getString("model"),
                row.getObject("day", LocalDate.class));
    }
}
