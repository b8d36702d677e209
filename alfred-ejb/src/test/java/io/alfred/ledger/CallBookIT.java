package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.hold;
import static io.alfred.ledger.MemoryBooks.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.Credits;
import io.alfred.kernel.Ids;
import io.alfred.ledger.CallBook.BookedCall;
import io.alfred.ledger.CallBook.Span;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

class CallBookIT {
    private static DataSource source;
    private static UUID wallet;
    private static UUID before;
    private static UUID first;
    private static UUID last;
    private static UUID after;

    @BeforeAll
    static void call() throws SQLException {
        source = TestDatabase.migrated().asApp();
        TestNode node = TestNode.start(source, Ids.next());
        wallet = node.open(null, 1_000L);
        List<UUID> made = new ArrayList<>();
        for (String time :
                List.of(
                        "2026-11-19T23:59:59.999999Z",
                        "2026-11-20T00:00:00Z",
                        "2026-11-21T23:59:59.999999Z",
                        "2026-11-22T00:00:00Z")) {
            UUID tx = Ids.next();
            made.add(tx);
            node.apply(hold(tx, wallet, 10));
            begin(tx, Instant.parse(time));
        }
        before = made.get(0);
        first = made.get(1);
        last = made.get(2);
        after = made.get(3);
        node.apply(settle(first, wallet, 4));
        node.apply(new LedgerOperation.MarkUnknown(last, wallet));
    }

    @Test
    void the_calls_of_a_provider_are_those_that_began_on_these_days_utc() throws SQLException {
        assertThat(each("openai", "2026-11-20", "2026-11-21"))
                .extracting(BookedCall::txId)
                .containsExactlyInAnyOrder(first, last);
        assertThat(each("openai", "2026-11-19", "2026-11-22"))
                .extracting(BookedCall::txId)
                .containsExactlyInAnyOrder(before, first, last, after);
        assertThat(each("anthropic", "2026-11-19", "2026-11-22")).isEmpty();
    }

    @Test
    void the_calls_of_a_day_are_found_without_reading_those_of_all_others() throws SQLException {
        TestDatabase database = TestDatabase.migrated();
        try (Connection connection = database.asSuperuser().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO hold (tx_id, org_id, wallet_id, path, key_id, state, asked,"
                        + " amount, sandbox, provider, model, price_version, node_id, node_epoch,"
                        + " created_at, deadline_at, periods) SELECT gen_random_uuid(), w, w,"
                        + " ARRAY[w], w, 'settled', 1, 1, false, 'openai', 'm', 'p', w, 1,"
                        + " timestamptz '2026-01-01Z' + i * interval '1 minute', now(), ARRAY[1]"
                        + " FROM generate_series(1, 50000) i, (SELECT gen_random_uuid() AS w) AS"
                        + " one");
            statement.execute("ANALYZE hold");
        }
        try (Connection connection = database.asApp().getConnection();
                PreparedStatement explain =
                        connection.prepareStatement("EXPLAIN " + CallBook.EACH)) {
            explain.setString(1, "openai");
            explain.setString(2, "2026-01-10");
            explain.setString(3, "2026-01-10");
            StringBuilder plan = new StringBuilder();
            try (ResultSet line = explain.executeQuery()) {
                while (line.next()) {
                    plan.append(line.getString(1)).append('\n');
                }
            }
            assertThat(plan.toString()).contains("on hold_created").doesNotContain("Seq Scan");
        }
    }

    @Test
    void a_call_tells_its_cost_and_how_it_stands() throws SQLException {
        try (Connection connection = source.getConnection()) {
            assertThat(CallBook.find(connection, List.of(first, last, Ids.next())))
                    .containsExactlyInAnyOrder(
                            new BookedCall(
                                    first,
                                    wallet,
                                    HoldState.SETTLED,
                                    false,
                                    Credits.ofNanos(10),
                                    Credits.ofNanos(4),
                                    Credits.ZERO,
                                    "openai",
                                    "gpt-4o",
                                    LocalDate.of(2026, 11, 20)),
                            new BookedCall(
                                    last,
                                    wallet,
                                    HoldState.UNKNOWN,
                                    false,
                                    Credits.ofNanos(10),
                                    Credits.ZERO,
                                    Credits.ZERO,
                                    "openai",
                                    "gpt-4o",
                                    LocalDate.of(2026, 11, 21)));
        }
    }

    @Test
    void a_thousand_transactions_are_looked_up_at_once_and_not_one_more() throws SQLException {
        try (Connection connection = source.getConnection()) {
            List<UUID> many = Collections.nCopies(CallBook.FIND_MAX, first);
            assertThat(CallBook.find(connection, many)).hasSize(1);
            assertThatThrownBy(
                            () ->
                                    CallBook.find(
                                            connection,
                                            Collections.nCopies(CallBook.FIND_MAX + 1, first)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<BookedCall> each(String provider, String from, String to)
            throws SQLException {
        List<BookedCall> found = new ArrayList<>();
        try (Connection connection = source.getConnection()) {
            CallBook.each(
                    connection,
                    new Span(provider, LocalDate.parse(from), LocalDate.parse(to)),
                    found::add);
            assertThat(connection.getAutoCommit()).isTrue();
        }
        return found;
    }

    private static void begin(UUID tx, Instant at) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "UPDATE hold SET created_at = ? WHERE tx_id = ?")) {
            statement.setObject(1, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
            statement.setObject(2, tx);
            statement.executeUpdate();
        }
    }
}
