package io.alfred.audit;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Detaches months and records it, in one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class RetirementStep {
    private static final String RETIRE =
            "SELECT audit_months_retire(?::date, ?, ?::uuid[], ?::bigint[], ?::bigint[],"
                    + " ?::integer[], ?::bytea[], ?::bytea[])";

    /** The states with which the function refuses; its message then says what is wrong. */
    private static final Set<String> REFUSALS = Set.of("22023", "23000", "P0002");

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    @Inject private AuditTrail trail;

    /** Detaches the months that hold just these segments; returns where their rows are now. */
    public List<String> detach(
            UUID actorId, YearMonth before, byte[] sha256, List<MonthsExport.Segment> segments) {
        // First the row, then the months: the lock of the head comes before that of the log for
        // all.
        trail.append(
                AuditEvent.of(AuditKind.AUDIT_RETIRED)
                        .actor(actorId)
                        .with("before", before.toString())
                        .with("export_sha256", HexFormat.of().formatHex(sha256))
                        .with("chains", segments.stream().map(RetirementStep::kept).toList()));
        try {
            return retire(entities.unwrap(Connection.class), before, sha256, segments);
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new AlfredException(
                        ErrorCode.OVERLOADED,
                        "the log is being read, an export perhaps",
                        "try again when it is done",
                        e);
            }
            if (REFUSALS.contains(String.valueOf(e.getSQLState()))) {
                throw new AlfredException(
                        ErrorCode.CONFLICT,
                        "the database refused: " + message(e),
                        "name another month; docs/operating/audit.md says which are possible");
            }
            throw new IllegalStateException("the months were not retired", e);
        }
    }

    /** Calls the function that alone may detach. */
    static List<String> retire(
            Connection connection,
            YearMonth before,
            byte[] sha256,
            List<MonthsExport.Segment> segments)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RETIRE)) {
            statement.setString(1, before.atDay(1).toString());
            statement.setBytes(2, sha256);
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "uuid", segments.stream().map(s -> s.last().chainId()).toArray()));
            statement.setObject(
                    4, segments.stream().mapToLong(MonthsExport.Segment::fromSeq).toArray());
            statement.setObject(5, segments.stream().mapToLong(s -> s.last().seq()).toArray());
            statement.setObject(6, segments.stream().mapToInt(s -> s.last().epoch()).toArray());
            statement.setObject(
                    7, segments.stream().map(s -> s.last().head()).toArray(byte[][]::new));
            statement.setObject(
                    8, segments.stream().map(s -> s.last().frontier()).toArray(byte[][]::new));
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                Array tables = result.getArray(1);
                return List.of((String[]) tables.getArray());
            }
        }
    }

    private static Map<String, Object> kept(MonthsExport.Segment segment) {
        return Map.of(
                "chain", segment.last().chainId(),
                "from_seq", segment.fromSeq(),
                "to_seq", segment.last().seq(),
                "head", HexFormat.of().formatHex(segment.last().head()));
    }

    /** The function's own sentence, without the driver's frame. */
    private static String message(SQLException e) {
        String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return text.startsWith("ERROR: ") ? text.substring("ERROR: ".length()) : text;
    }
}
