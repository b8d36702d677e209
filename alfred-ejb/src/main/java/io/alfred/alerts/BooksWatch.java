package io.alfred.alerts;

import io.alfred.kernel.Rounds;
import io.alfred.ledger.LedgerCheck;

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
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

import javax.sql.DataSource;

/**
 * Checks the books again and again, on one node at a time, and raises an alert on the first
 * difference.
 *
 * <p>It has a thread of its own, as a check of large books takes minutes. A check reads every entry
 * on one connection; the pause after it is at least nine times as long as it took, so that it never
 * uses more than a tenth of a core of the database.
 */
@Startup
@Singleton(name = "BooksWatch")
@DependsOn("LedgerWriter")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class BooksWatch {
    /** The pause after a check, as a multiple of its time. */
    static final int PAUSE_FACTOR = 9;

    private static final Duration FIRST_CHECK_AFTER = Duration.ofSeconds(10);

    /** Any number that no other advisory lock of this database has: "books" in ASCII. */
    private static final long LOCK = 0x626f6f6b73L;

    private static final System.Logger LOG = System.getLogger(BooksWatch.class.getName());

    @Inject private Config config;
    @Inject private LedgerCheck check;
    @Inject private BooksRecord books;
    @Resource private ManagedThreadFactory threads;

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    private volatile BooksState state = BooksState.UNCHECKED;
    private volatile Duration took = Duration.ZERO;
    private @Nullable Rounds rounds;

    @PostConstruct
    void start() {
        AlertsConfig settings = AlertsConfig.read(config);
        if (settings.isOn()) {
            Duration period = settings.checkPeriod();
            Duration first = period.compareTo(FIRST_CHECK_AFTER) < 0 ? period : FIRST_CHECK_AFTER;
            rounds =
                    Rounds.start(
                            threads,
                            new Rounds.Rhythm(
                                    "alfred-books-watch", first, () -> pauseAfter(took, period)),
                            () -> watch(period));
        }
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.stop();
        }
    }

    /** What the last check found, on whatever node it ran. */
    public BooksState state() {
        return state;
    }

    private void watch(Duration period) throws SQLException {
        took = Duration.ZERO;
        try {
            look(period);
        } catch (SQLException | RuntimeException e) {
            // What was found before stands.
            state = state.andFailed();
            throw e;
        }
    }

    static Duration pauseAfter(Duration took, Duration period) {
        Duration least = took.multipliedBy(PAUSE_FACTOR);
        return least.compareTo(period) > 0 ? least : period;
    }

    private void look(Duration period) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (!lock(connection, "SELECT pg_try_advisory_lock(?)")) {
                adopt(books.last());
                return;
            }
            try {
                BooksState last = books.last();
                if (isFresh(last, period)) {
                    adopt(last);
                } else {
                    check();
                }
            } finally {
                lock(connection, "SELECT pg_advisory_unlock(?)");
            }
        }
    }

    /** Whether another node has just done it; its timer may run a little earlier than ours. */
    private static boolean isFresh(BooksState last, Duration period) {
        Instant due = Instant.now().minus(period.dividedBy(2));
        return last.checkedAt().map(at -> at.isAfter(due)).orElse(false);
    }

    private void check() {
        long began = System.nanoTime();
        LedgerCheck.Report report = check.run();
        took = Duration.ofNanos(System.nanoTime() - began);
        adopt(books.keep(report, took));
        LOG.log(
                report.ok() ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR,
                "checked {0} entries in {1} ms: {2}",
                report.entries(),
                took.toMillis(),
                state.finding().orElse("the books balance"));
    }

    private void adopt(BooksState found) {
        state = found;
    }

    private static boolean lock(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, LOCK);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
