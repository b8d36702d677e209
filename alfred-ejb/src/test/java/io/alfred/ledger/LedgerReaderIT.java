package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.hold;
import static io.alfred.ledger.MemoryBooks.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import javax.sql.DataSource;

class LedgerReaderIT {
    private static DataSource source;
    private static UUID org;
    private static UUID user;
    private static final List<UUID> TRANSACTIONS = new ArrayList<>();

    @BeforeAll
    static void fill() throws SQLException {
        source = TestDatabase.migrated().asApp();
        TestNode node = TestNode.start(source, Ids.next());
        org = node.open(null, 1_000L);
        user = node.open(org, null);
        for (int batch = 0; batch < 5; batch++) {
            List<LedgerOperation> operations = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                UUID tx = Ids.next();
                TRANSACTIONS.add(tx);
                UUID wallet = i == 0 ? org : user;
                operations.add(hold(tx, wallet, 2));
                if (i < 2) {
                    operations.add(settle(tx, wallet, 1));
                }
            }
            node.apply(operations);
        }
    }

    @Test
    void pages_of_any_size_give_every_entry_once_newest_first() throws SQLException {
        List<LedgerReader.EntryView> whole = entries(filter(1000));
        assertThat(whole).hasSize(31);
        assertThat(whole)
                .isSortedAccordingTo(
                        (a, b) -> {
                            int time = b.recordedAt().compareTo(a.recordedAt());
                            return time != 0 ? time : b.opId().compareTo(a.opId());
                        });
        for (int size : new int[] {1, 2, 7, 30, 31}) {
            List<LedgerReader.EntryView> paged = new ArrayList<>();
            Optional<UUID> before = Optional.empty();
            while (true) {
                List<LedgerReader.EntryView> page =
                        entries(
                                new LedgerReader.Filter(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        before,
                                        size));
                if (page.isEmpty()) {
                    break;
                }
                paged.addAll(page);
                before = Optional.of(page.getLast().opId());
            }
            assertThat(paged).isEqualTo(whole);
        }
    }

    @Test
    void filters_apply_alone_and_together() throws SQLException {
        UUID tx = TRANSACTIONS.get(1);
        assertThat(entries(filter(Optional.empty(), Optional.of(org), Optional.empty())))
                .hasSize(31);
        assertThat(entries(filter(Optional.empty(), Optional.of(user), Optional.empty())))
                .hasSize(20)
                .allMatch(entry -> entry.walletId().equals(user));
        assertThat(entries(filter(Optional.empty(), Optional.empty(), Optional.of(tx))))
                .extracting(LedgerReader.EntryView::kind)
                .containsExactlyInAnyOrder("HOLD", "SETTLE");
        assertThat(entries(filter(Optional.of(Ids.next()), Optional.empty(), Optional.of(tx))))
                .isEmpty();
        assertThat(
                        entries(
                                filter(
                                        Optional.of(MemoryBooks.ORG),
                                        Optional.of(user),
                                        Optional.of(tx))))
                .hasSize(2);
    }

    @Test
    void holds_are_listed_newest_first_by_state() throws SQLException {
        try (Connection connection = source.getConnection()) {
            assertThat(LedgerReader.holds(connection, filter(1000), Optional.empty()))
                    .extracting(LedgerReader.HoldView::txId)
                    .isSortedAccordingTo((a, b) -> b.compareTo(a))
                    .containsExactlyInAnyOrderElementsOf(TRANSACTIONS);
            assertThat(LedgerReader.holds(connection, filter(1000), Optional.of(HoldState.OPEN)))
                    .hasSize(10);
            assertThat(LedgerReader.holds(connection, filter(3), Optional.of(HoldState.SETTLED)))
                    .hasSize(3);
            UUID last = TRANSACTIONS.stream().sorted().toList().get(2);
            assertThat(
                            LedgerReader.holds(
                                    connection,
                                    new LedgerReader.Filter(
                                            Optional.of(MemoryBooks.ORG),
                                            Optional.of(org),
                                            Optional.empty(),
                                            Optional.of(last),
                                            10),
                                    Optional.empty()))
                    .hasSize(2);
        }
    }

    static LedgerReader.Filter filter(int limit) {
        return new LedgerReader.Filter(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), limit);
    }

    private static LedgerReader.Filter filter(
            Optional<UUID> orgId, Optional<UUID> wallet, Optional<UUID> tx) {
        return new LedgerReader.Filter(orgId, wallet, tx, Optional.empty(), 1000);
    }

    private static List<LedgerReader.EntryView> entries(LedgerReader.Filter filter)
            throws SQLException {
        try (Connection connection = source.getConnection()) {
            return LedgerReader.entries(connection, filter);
        }
    }
}
