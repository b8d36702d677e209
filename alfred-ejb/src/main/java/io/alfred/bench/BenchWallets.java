package io.alfred.bench;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.ledger.CreditLedger;
import io.alfred.ledger.LedgerOperation;
import io.alfred.ledger.LedgerOutcome;
import io.alfred.ledger.WalletBook;

import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * The orgs that a benchmark spends from, each a chain of three wallets: org, team, user.
 *
 * <p>The first use demands empty books; every later one demands that there are no wallets but
 * these.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class BenchWallets {
    /** Orgs of the spread case. */
    public static final int SPREAD_ORGS = 256;

    /** So that every level decides, and none ever refuses. */
    private static final Credits LIMIT = Credits.ofNanos(LedgerOperation.ALLOTTED_MAX_NANOS);

    @Inject private WalletBook wallets;
    @Inject private CreditLedger ledger;

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    private final List<UUID> users = new ArrayList<>();

    /** The user wallet of every org; the first is the hot one. */
    public synchronized List<UUID> users() {
        requireOwnBooks();
        while (users.size() < SPREAD_ORGS) {
            users.add(openChain());
        }
        return List.copyOf(users);
    }

    /** Fails with {@code CONFLICT} when anybody else has books here. */
    private void requireOwnBooks() {
        String foreign =
                "SELECT EXISTS (SELECT FROM wallet WHERE name NOT LIKE 'bench:%' OR ?)"
                        + " OR (? AND EXISTS (SELECT FROM ledger_entry))";
        boolean first = users.isEmpty();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(foreign)) {
            statement.setBoolean(1, first);
            statement.setBoolean(2, first);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    throw new AlfredException(
                            ErrorCode.CONFLICT,
                            "the database holds wallets that this benchmark did not open",
                            "run `alfred bench ledger`, which brings a database of its own");
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the wallets do not answer", e);
        }
    }

    private UUID openChain() {
        UUID org = Ids.next();
        UUID actor = Ids.next();
        UUID top = open(org, "org", org, Optional.empty(), actor);
        LedgerOutcome limited =
                CreditLedger.await(
                        ledger.allot(
                                new LedgerOperation.SetLimit(
                                        Ids.next(), top, Optional.of(LIMIT), actor, "benchmark")));
        if (!(limited instanceof LedgerOutcome.Allotted)) {
            throw new IllegalStateException("no limit was set: " + limited);
        }
        UUID team = open(org, "team", Ids.next(), Optional.of(top), actor);
        return open(org, "user", Ids.next(), Optional.of(team), actor);
    }

    private UUID open(UUID org, String kind, UUID owner, Optional<UUID> parent, UUID actor) {
        return wallets.open(
                        new WalletBook.NewWallet(org, kind, owner, "bench:" + kind, parent), actor)
                .id();
    }
}
