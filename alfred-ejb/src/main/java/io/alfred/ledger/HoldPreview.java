package io.alfred.ledger;

import io.alfred.audit.AuditChain;
import io.alfred.audit.ChainHead;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Tells what the ledger would say to a hold, by the rules that decide real ones, and writes
 * nothing: no hold, no audit row, no lock.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HoldPreview {
    /** The rows that are decided upon link to no chain, as they are thrown away. */
    private static final ChainHead NOWHERE =
            new ChainHead(new UUID(0, 0), 0, 0, new byte[32], new byte[0]);

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    @Inject private Config config;

    private @Nullable LedgerRules rules;

    @PostConstruct
    void start() {
        rules = LedgerConfig.read(config).rules();
    }

    /** The outcome that the hold would have now; another call may be faster. */
    public LedgerOutcome decide(LedgerOperation.Hold hold) {
        try (Connection connection = dataSource.getConnection()) {
            return decide(connection, hold, Objects.requireNonNull(rules), InstantSource.system());
        } catch (SQLException e) {
            throw new IllegalStateException("the wallets could not be read", e);
        }
    }

    static LedgerOutcome decide(
            Connection connection,
            LedgerOperation.Hold hold,
            LedgerRules rules,
            InstantSource clock)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LedgerSql.WALLETS)) {
            statement.setArray(
                    1, connection.createArrayOf("uuid", List.of(hold.walletId()).toArray()));
            BatchRows rows =
                    new BatchRows(WalletRows.read(statement), Map.of(), Map.of(), Map.of());
            long atMicros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
            return new BatchPlan(rows, rules, new AuditChain(NOWHERE), atMicros).decide(hold);
        }
    }
}
