package io.alfred.alerts;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditTrail;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The alerts, newest first; whoever has seen one acknowledges it. */
@Stateless
public class AlertBook {
    private static final String SELECT =
            "SELECT id, at, kind, severity, org_id, subject_id, data::text, acknowledged_at,"
                    + " acknowledged_by FROM alert";

    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    @Inject private AuditTrail trail;

    /**
     * Which alerts.
     *
     * @param orgId only of this org; empty: all, those of the installation included
     * @param openOnly only those that nobody has acknowledged
     * @param before only older than this one, for the next page
     */
    public record Filter(
            Optional<UUID> orgId, boolean openOnly, Optional<UUID> before, int limit) {}

    public List<Alert> list(Filter filter) {
        List<Object> values = new ArrayList<>();
        StringBuilder sql = new StringBuilder(SELECT).append(" WHERE true");
        filter.orgId()
                .ifPresent(
                        org -> {
                            sql.append(" AND org_id = ?");
                            values.add(org);
                        });
        filter.before()
                .ifPresent(
                        id -> {
                            sql.append(" AND id < ?");
                            values.add(id);
                        });
        sql.append(filter.openOnly() ? " AND acknowledged_at IS NULL" : "");
        sql.append(" ORDER BY id DESC LIMIT ").append(filter.limit());
        return select(sql.toString(), values);
    }

    /**
     * Notes that somebody has seen it; a repeat changes nothing.
     *
     * @param orgId of the caller; empty: the installation's operator
     * @throws AlfredException {@code NOT_FOUND}
     */
    public Alert acknowledge(UUID id, Optional<UUID> orgId, UUID actorId) {
        Alert alert = find(id, orgId);
        if (alert.acknowledgedAt().isPresent()) {
            return alert;
        }
        int changed;
        try (PreparedStatement statement =
                connection()
                        .prepareStatement(
                                "UPDATE alert SET acknowledged_at = now(), acknowledged_by = ?"
                                        + " WHERE id = ? AND acknowledged_at IS NULL")) {
            statement.setObject(1, actorId);
            statement.setObject(2, id);
            changed = statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the alert was not acknowledged", e);
        }
        if (changed == 1) {
            trail.append(
                    AuditEvent.of(AuditKind.ALERT_ACKNOWLEDGED)
                            .org(alert.orgId().orElse(null))
                            .actor(actorId)
                            .subject(alert.subjectId().orElse(null))
                            .with("alert", id)
                            .with("kind", alert.kind()));
        }
        return find(id, orgId);
    }

    private Alert find(UUID id, Optional<UUID> orgId) {
        return select(SELECT + " WHERE id = ?", List.of(id)).stream()
                .filter(alert -> orgId.isEmpty() || orgId.equals(alert.orgId()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new AlfredException(
                                        ErrorCode.NOT_FOUND,
                                        "there is no alert " + id,
                                        "`alfred alert list` shows the alerts"));
    }

    private List<Alert> select(String sql, List<Object> values) {
        List<Alert> found = new ArrayList<>();
        try (PreparedStatement statement = connection().prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(alert(row));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the alerts could not be read", e);
        }
        return found;
    }

    private static Alert alert(ResultSet row) throws SQLException {
        return new Alert(
                row.getObject("id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("kind"),
                row.getString("severity"),
                Optional.ofNullable(row.getObject("org_id", UUID.class)),
                Optional.ofNullable(row.getObject("subject_id", UUID.class)),
                row.getString("data"),
                time(row.getObject("acknowledged_at", OffsetDateTime.class)),
                Optional.ofNullable(row.getObject("acknowledged_by", UUID.class)));
    }

    private static Optional<java.time.Instant> time(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }

    private Connection connection() {
        return entities.unwrap(Connection.class);
    }
}
