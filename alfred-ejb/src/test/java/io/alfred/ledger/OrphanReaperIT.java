package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.hold;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Credits;
import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

class OrphanReaperIT {
    private DataSource source;
    private TestNode node;
    private UUID wallet;

    @BeforeEach
    void start() throws SQLException {
        source = TestDatabase.migrated().asApp();
        node = TestNode.start(source, Ids.next());
        wallet = node.open(null, 1_000L);
    }

    @Test
    void a_hold_of_a_living_process_is_no_orphan_until_a_minute_after_its_deadline()
            throws SQLException {
        UUID running = holdUntil(Instant.now().plusSeconds(60));
        UUID late = holdUntil(Instant.now().minusSeconds(50));
        UUID lost = holdUntil(Instant.now().minusSeconds(61));
        assertThat(orphans()).containsExactly(lost).doesNotContain(running, late);
    }

    @Test
    void every_open_hold_of_an_earlier_start_is_an_orphan() throws SQLException {
        UUID running = holdUntil(Instant.now().plusSeconds(60));
        node = TestNode.start(source, node.id());
        UUID current = holdUntil(Instant.now().plusSeconds(60));
        assertThat(orphans()).containsExactly(running).doesNotContain(current);
    }

    @Test
    void a_stopped_or_silent_node_loses_its_holds_at_their_deadline() throws SQLException {
        UUID running = holdUntil(Instant.now().plusSeconds(60));
        UUID late = holdUntil(Instant.now().minusSeconds(1));
        assertThat(orphans()).isEmpty();
        execute("UPDATE node SET stopped_at = now()");
        assertThat(orphans()).containsExactly(late);
        execute("UPDATE node SET stopped_at = NULL, heartbeat_at = now() - interval '19 s'");
        assertThat(orphans()).isEmpty();
        execute("UPDATE node SET heartbeat_at = now() - interval '21 s'");
        assertThat(orphans()).containsExactly(late).doesNotContain(running);
    }

    @Test
    void an_unknown_hold_is_charged_after_the_grace_at_the_best_evidence() throws SQLException {
        UUID bare = holdUntil(Instant.now());
        UUID journalled = holdUntil(Instant.now());
        node.apply(new LedgerOperation.Progress(journalled, wallet, Credits.ofNanos(3)));
        node.applyTogether(
                new LedgerOperation.MarkUnknown(bare, wallet),
                new LedgerOperation.MarkUnknown(journalled, wallet));
        assertThat(overdue(Duration.ofHours(1))).isEmpty();
        execute("UPDATE hold SET unknown_at = now() - interval '59 min'");
        assertThat(overdue(Duration.ofHours(1))).isEmpty();
        execute("UPDATE hold SET unknown_at = now() - interval '61 min'");

        List<LedgerOperation.OnHold> operations = overdue(Duration.ofHours(1));
        node.apply(List.copyOf(operations));

        assertThat(overdue(Duration.ofHours(1))).isEmpty();
        assertThat(node.counters(wallet)).isEqualTo(new WalletLine.Counters(1_000L, 0, 10 + 3));
        assertThat(node.check().provisional())
                .extracting(LedgerCheck.Open::amount)
                .containsExactlyInAnyOrder(Credits.ofNanos(10), Credits.ofNanos(3));
        assertThat(node.check().violations()).isEmpty();
    }

    private UUID holdUntil(Instant deadline) throws SQLException {
        UUID tx = Ids.next();
        LedgerOperation.Hold hold = hold(tx, wallet, 10);
        node.apply(new LedgerOperation.Hold(tx, wallet, hold.amount(), hold.call(), deadline));
        return tx;
    }

    private List<UUID> orphans() throws SQLException {
        try (Connection connection = source.getConnection()) {
            return OrphanReaper.orphans(connection).stream()
                    .map(LedgerOperation.OnHold::txId)
                    .toList();
        }
    }

    private List<LedgerOperation.OnHold> overdue(Duration grace) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return OrphanReaper.overdue(connection, grace);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
