package io.alfred.ledger;

import io.alfred.audit.AuditChain;
import io.alfred.audit.ChainHead;
import io.alfred.audit.ChainKind;
import io.alfred.audit.ChainStore;
import io.alfred.kernel.Ids;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

/** A writing node without a container: its chain, and one transaction per batch. */
final class TestNode {
    private final DataSource source;
    private final UUID id;
    private final int epoch;
    private ChainHead head;

    /** Kept from batch to batch, as the bean of a writer does. */
    private final KnownPaths paths = new KnownPaths();

    private LedgerRules rules = LedgerRules.DEFAULT;
    private InstantSource clock = InstantSource.system();

    private TestNode(DataSource source, UUID id, int epoch, ChainHead head) {
        this.source = source;
        this.id = id;
        this.epoch = epoch;
        this.head = head;
    }

    static TestNode start(DataSource source, UUID id) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            int epoch = ChainStore.registerNode(connection, id);
            ChainHead head = ChainStore.open(connection, id, ChainKind.LEDGER, epoch, 1);
            connection.commit();
            return new TestNode(source, id, epoch, head);
        }
    }

    UUID id() {
        return id;
    }

    int epoch() {
        return epoch;
    }

    ChainHead head() {
        return head;
    }

    /** Lets it be another time. */
    void clock(InstantSource newClock) {
        clock = newClock;
    }

    /** The rules of the installation. */
    void rule(LedgerRules newRules) {
        rules = newRules;
    }

    LedgerOutcome apply(LedgerOperation operation) throws SQLException {
        return apply(List.of(operation)).getFirst();
    }

    List<LedgerOutcome> applyTogether(LedgerOperation... operations) throws SQLException {
        return apply(Arrays.asList(operations));
    }

    List<LedgerOutcome> apply(List<LedgerOperation> operations) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            CommitMark mark = new CommitMark();
            try {
                LedgerBatch.apply(
                        new LedgerStore(connection, id, epoch, paths),
                        operations,
                        rules,
                        new AuditChain(head),
                        mark,
                        clock);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
            head = mark.head();
            return mark.outcomes();
        }
    }

    /** Opens a wallet of the org {@link MemoryBooks#ORG}; a limit is a batch of its own. */
    UUID open(@Nullable UUID parent, @Nullable Long allotted) throws SQLException {
        UUID wallet = Ids.next();
        try (Connection connection = source.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "INSERT INTO wallet (id, org_id, owner_kind, owner_id, name,"
                                        + " parent_id, path) VALUES (?, ?, 'user', ?, ?, ?,"
                                        + " ?::uuid[])")) {
            List<UUID> path = new ArrayList<>(List.of(wallet));
            if (parent != null) {
                path.addAll(path(connection, parent));
            }
            statement.setObject(1, wallet);
            statement.setObject(2, MemoryBooks.ORG);
            statement.setObject(3, wallet);
            statement.setString(4, "user:" + wallet);
            statement.setObject(5, parent);
            statement.setString(6, UnnestRows.arrayText(path));
            statement.executeUpdate();
        }
        if (allotted != null) {
            apply(MemoryBooks.limit(Ids.next(), wallet, allotted));
        }
        return wallet;
    }

    WalletLine.Counters counters(UUID wallet) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT allotted, held, spent FROM wallet WHERE id = ?")) {
            statement.setObject(1, wallet);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new WalletLine.Counters(
                        row.getObject(1, Long.class), row.getLong(2), row.getLong(3));
            }
        }
    }

    LedgerCheck.Report check() throws SQLException {
        try (Connection connection = source.getConnection()) {
            return LedgerCheck.run(connection);
        }
    }

    private static List<UUID> path(Connection connection, UUID wallet) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT path FROM wallet WHERE id = ?")) {
            statement.setObject(1, wallet);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return List.of((UUID[]) row.getArray(1).getArray());
            }
        }
    }
}
