package io.alfred.audit;

import io.alfred.kernel.Rounds;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;

import javax.sql.DataSource;

/**
 * Makes the log's monthly partitions ahead of time, at start and once a day.
 *
 * <p>The application has no DDL: a function of the owner makes a partition with its trigger and can
 * make nothing else. A month without one is taken by the default partition, so nothing is lost when
 * this fails; only that month can then not be retired by itself.
 */
@Startup
@Singleton(name = "AuditPartitions")
@DependsOn("SchemaGate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuditPartitions {
    /** Months after this one that have their partition. */
    public static final int AHEAD_MONTHS = 3;

    /** Hours between two looks. */
    public static final int PERIOD_H = 24;

    private static final System.Logger LOG = System.getLogger(AuditPartitions.class.getName());

    private static final String CREATE = "SELECT audit_partition_create(?::date)";

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    @Resource private ManagedThreadFactory threads;

    private @Nullable Rounds rounds;

    @PostConstruct
    void start() {
        rounds =
                Rounds.start(
                        threads,
                        Rounds.Rhythm.of(
                                "alfred-audit-partitions",
                                Duration.ZERO,
                                Duration.ofHours(PERIOD_H)),
                        this::makeAhead);
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.stop();
        }
    }

    private void makeAhead() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            int made = makeAhead(connection, YearMonth.now(ZoneOffset.UTC));
            if (made > 0) {
                LOG.log(System.Logger.Level.INFO, "{0} partitions of the audit log made", made);
            }
        }
    }

    /** Makes what is missing of this month and the next ones; returns how many that were. */
    static int makeAhead(Connection connection, YearMonth thisMonth) throws SQLException {
        int made = 0;
        try (PreparedStatement statement = connection.prepareStatement(CREATE)) {
            for (int ahead = 0; ahead <= AHEAD_MONTHS; ahead++) {
                statement.setString(1, thisMonth.plusMonths(ahead).atDay(1).toString());
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                    switch (result.getString(1)) {
                        case "made" -> made++;
                        case "in default" ->
                                LOG.log(
                                        System.Logger.Level.WARNING,
                                        "rows of {0} are in audit_log_default: a DBA can give them"
                                                + " a partition, see docs/operating/audit.md",
                                        thisMonth.plusMonths(ahead));
                        default -> {
                            // it exists
                        }
                    }
                }
            }
        }
        return made;
    }
}
