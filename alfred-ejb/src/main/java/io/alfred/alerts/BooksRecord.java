package io.alfred.alerts;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditTrail;
import io.alfred.kernel.Ids;
import io.alfred.ledger.LedgerCheck;
import io.alfred.ledger.LedgerCheck.Violation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Keeps the result of the last check where every node finds it, and raises the alert. */
@Stateless
public class BooksRecord {
    private static final String READ = "SELECT checked_at, rule, subject, detail FROM ledger_check";

    private static final String WRITE =
            "INSERT INTO ledger_check (checked_at, entries, took_ms, rule, subject, detail)"
                    + " VALUES (now(), ?, ?, ?, ?, ?) ON CONFLICT (only_row) DO UPDATE SET"
                    + " checked_at = excluded.checked_at, entries = excluded.entries,"
                    + " took_ms = excluded.took_ms, rule = excluded.rule,"
                    + " subject = excluded.subject, detail = excluded.detail";

    private static final String RAISE =
            "INSERT INTO alert (id, at, kind, severity, data) VALUES (?, now(),"
                    + " 'ledger_difference', 'critical', jsonb_build_object('rule',"
                    + " ?::text, 'subject', ?::text, 'detail', ?::text, 'differences',"
                    + " ?::integer))";

    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    @Inject private AuditTrail trail;

    /** What the last check found, on whatever node it ran. */
    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public BooksState last() {
        try (PreparedStatement statement = connection().prepareStatement(READ);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return BooksState.UNCHECKED;
            }
            String rule = row.getString("rule");
            return new BooksState(
                    Optional.of(row.getObject("checked_at", OffsetDateTime.class).toInstant()),
                    rule == null
                            ? Optional.empty()
                            : Optional.of(
                                    new Violation(
                                            rule,
                                            row.getString("subject"),
                                            row.getString("detail"))),
                    false);
        } catch (SQLException e) {
            throw new IllegalStateException("the last check could not be read", e);
        }
    }

    /**
     * Keeps a result. A difference that was not there at the check before is written to the log and
     * raises an alert, in the same transaction.
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public BooksState keep(LedgerCheck.Report report, Duration took) {
        Optional<Violation> first = report.violations().stream().findFirst();
        boolean news = first.isPresent() && !isSame(last().first(), first);
        try (PreparedStatement statement = connection().prepareStatement(WRITE)) {
            statement.setLong(1, report.entries());
            statement.setLong(2, took.toMillis());
            statement.setString(3, first.map(Violation::rule).orElse(null));
            statement.setString(4, first.map(Violation::subject).orElse(null));
            statement.setString(5, first.map(Violation::detail).orElse(null));
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the check was not kept", e);
        }
        if (news) {
            raise(first.orElseThrow(), report.violations().size());
        }
        return last();
    }

    /** A wallet that goes on moving stays the same difference, whatever its amounts are by now. */
    private static boolean isSame(Optional<Violation> before, Optional<Violation> now) {
        return before.isPresent()
                && before.get().rule().equals(now.orElseThrow().rule())
                && before.get().subject().equals(now.get().subject());
    }

    private void raise(Violation first, int differences) {
        try (PreparedStatement statement = connection().prepareStatement(RAISE)) {
            statement.setObject(1, Ids.next());
            statement.setString(2, first.rule());
            statement.setString(3, first.subject());
            statement.setString(4, first.detail());
            statement.setInt(5, differences);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the alert was not raised", e);
        }
        trail.append(
                AuditEvent.of(AuditKind.LEDGER_DIFFERENCE)
                        .with("rule", first.rule())
                        .with("subject", first.subject())
                        .with("detail", first.detail())
                        .with("differences", differences));
    }

    private Connection connection() {
        return entities.unwrap(Connection.class);
    }
}
