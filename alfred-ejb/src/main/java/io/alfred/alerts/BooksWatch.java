package io.alfred.alerts;

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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    /** Any number that no other advisory lock of this database has: "books" in ASCII. */
    private static final long LOCK = 0x626f6f6b73L;

    private static final System.Logger LOG = System.getLogger(BooksWatch.class.getName());

    @Inject private Config config;
    @Inject private LedgerCheck check;
    @Inject private BooksRecord books;
    @Resource private ManagedThreadFactory threads;

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile BooksState state = BooksState.UNCHECKED;
    private volatile Duration took = Duration.ZERO;
    private @Nullable Thread thread;

    @PostConstruct
    void start() {
        AlertsConfig settings = AlertsConfig.read(config);
        if (settings.isOn()) {
            Thread watch = threads.newThread(() -> run(settings.checkPeriod()));
            watch.setName("alfred-books-watch");
            thread = watch;
            watch.start();
        }
    }

    @PreDestroy
    void stop() {
        stopped.countDown();
        Thread watch = thread;
        if (watch != null) {
            try {
                watch.join(STOP_MAX);
            } catch (InterruptedException e) {
                // A container in a hurry: the check only reads.
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What the last check found, on whatever node it ran. */
    public BooksState state() {
        return state;
    }

    private void run(Duration period) {
        Duration pause = period.compareTo(FIRST_CHECK_AFTER) < 0 ? period : FIRST_CHECK_AFTER;
        while (!isStoppedAfter(pause)) {
            took = Duration.ZERO;
            try {
                look(period);
            } catch (SQLException | RuntimeException e) {
                if (stopped.getCount() == 0) {
                    return;
                }
                // The next look tries again; what was found before stands.
                state = state.andFailed();
                LOG.log(System.Logger.Level.WARNING, "the books could not be checked", e);
            }
            pause = pauseAfter(took, period);
        }
    }

    static Duration pauseAfter(Duration took, Duration period) {
        Duration least = took.multipliedBy(PAUSE_FACTOR);
        return least.compareTo(period) > 0 ? least : period;
    }

    private boolean isStoppedAfter(Duration pause) {
        try {
            return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // The container interrupts its threads at undeployment.
            return true;
        }
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
