package io.alfred.ledger;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditTrail;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps transfers that need somebody else's word: asked for by one principal, decided by another.
 *
 * <p>It moves no money; {@link CreditLedger} does, with the request's id, so that a crash between
 * the two is mended by doing it again.
 */
@Stateless
public class TransferBook {
    private static final String SELECT =
            "SELECT id, org_id, from_wallet, to_wallet, amount, reason, requested_by,"
                    + " requested_at, expires_at, state, decided_by, decided_at"
                    + " FROM transfer_request";

    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    @Inject private AuditTrail trail;

    /** Records the wish; a repeat with the same id finds it. */
    public TransferRequest request(LedgerOperation.Transfer transfer, UUID orgId, Duration life) {
        int made =
                update(
                        "INSERT INTO transfer_request (id, org_id, from_wallet, to_wallet, amount,"
                                + " reason, requested_by, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?,"
                                + " now() + make_interval(secs => ?)) ON CONFLICT (id) DO NOTHING",
                        transfer.opId(),
                        orgId,
                        transfer.walletId(),
                        transfer.toWalletId(),
                        transfer.amount().nanos(),
                        transfer.reason(),
                        transfer.actorId(),
                        life.toSeconds());
        TransferRequest request = find(transfer.opId()).orElseThrow();
        if (made == 1) {
            trail.append(event(AuditKind.TRANSFER_REQUESTED, request, transfer.actorId()));
        }
        return request;
    }

    /**
     * Decides a pending request.
     *
     * @throws AlfredException {@code ROLE_REQUIRED} for one's own request, {@code CONFLICT} when it
     *     is decided otherwise or its time is over
     */
    public TransferRequest decide(UUID id, boolean approve, UUID actorId) {
        TransferRequest request =
                select(" WHERE id = ? FOR UPDATE", id).stream()
                        .findFirst()
                        .orElseThrow(() -> unknown(id));
        TransferRequest.State wanted =
                approve ? TransferRequest.State.APPROVED : TransferRequest.State.REJECTED;
        boolean repeat =
                request.decidedBy().equals(Optional.of(actorId))
                        && (request.state() == wanted
                                || (approve && request.state() == TransferRequest.State.DONE));
        if (repeat) {
            return request;
        }
        if (approve && request.requestedBy().equals(actorId)) {
            throw new AlfredException(
                    ErrorCode.ROLE_REQUIRED,
                    "nobody approves a transfer that they asked for",
                    "ask another principal of role finops, admin or owner");
        }
        if (request.state() != TransferRequest.State.PENDING
                || !request.expiresAt().isAfter(Instant.now())) {
            throw new AlfredException(
                    ErrorCode.CONFLICT,
                    "transfer "
                            + id
                            + (request.state() == TransferRequest.State.PENDING
                                    ? " expired at " + request.expiresAt()
                                    : " is " + request.state().wireName()),
                    "ask for it anew: alfred wallet transfer");
        }
        update(
                "UPDATE transfer_request SET state = ?, decided_by = ?, decided_at = now()"
                        + " WHERE id = ?",
                wanted.wireName(),
                actorId,
                id);
        trail.append(
                event(
                        approve ? AuditKind.TRANSFER_APPROVED : AuditKind.TRANSFER_REJECTED,
                        request,
                        actorId));
        return find(id).orElseThrow();
    }

    /** Notes what the ledger did with an approved request. */
    public TransferRequest close(UUID id, boolean done) {
        update(
                "UPDATE transfer_request SET state = ? WHERE id = ? AND state = 'approved'",
                (done ? TransferRequest.State.DONE : TransferRequest.State.FAILED).wireName(),
                id);
        return find(id).orElseThrow();
    }

    /** Ends the requests whose time is over; at most so many. */
    public int expire(int limit) {
        List<TransferRequest> over =
                select(
                        " WHERE state = 'pending' AND expires_at <= now() ORDER BY expires_at"
                                + " LIMIT ? FOR UPDATE SKIP LOCKED",
                        limit);
        for (TransferRequest request : over) {
            update(
                    "UPDATE transfer_request SET state = 'expired', decided_at = now()"
                            + " WHERE id = ?",
                    request.id());
            trail.append(event(AuditKind.TRANSFER_EXPIRED, request, null));
        }
        return over.size();
    }

    /** Approved requests that nobody has brought to the ledger for a while. */
    public List<TransferRequest> stranded(int limit) {
        return select(
                " WHERE state = 'approved' AND decided_at < now() - interval '30 s'"
                        + " ORDER BY decided_at LIMIT ?",
                limit);
    }

    public Optional<TransferRequest> find(UUID id) {
        return select(" WHERE id = ?", id).stream().findFirst();
    }

    /** Requests, newest first; of one org or of all, in one state or in any. */
    public List<TransferRequest> list(
            Optional<UUID> orgId, Optional<String> state, Optional<UUID> before, int limit) {
        return select(
                " WHERE (?::uuid IS NULL OR org_id = ?) AND (?::text IS NULL OR state = ?)"
                        + " AND (?::uuid IS NULL OR id < ?) ORDER BY id DESC LIMIT ?",
                orgId.orElse(null),
                orgId.orElse(null),
                state.orElse(null),
                state.orElse(null),
                before.orElse(null),
                before.orElse(null),
                limit);
    }

    private static AlfredException unknown(UUID id) {
        return new AlfredException(
                ErrorCode.NOT_FOUND,
                "there is no transfer request " + id,
                "`alfred wallet transfers` shows them");
    }

    private static AuditEvent event(
            AuditKind kind, TransferRequest request, @Nullable UUID actorId) {
        return AuditEvent.of(kind)
                .org(request.orgId())
                .actor(actorId)
                .subject(request.id())
                .tx(request.id())
                .with("from", request.from())
                .with("to", request.to())
                .with("amount_nanos", request.amount().nanos())
                .with("requested_by", request.requestedBy());
    }

    private int update(String sql, @Nullable Object... parameters) {
        try (PreparedStatement statement = prepared(sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the transfer requests do not answer", e);
        }
    }

    private List<TransferRequest> select(String condition, @Nullable Object... parameters) {
        try (PreparedStatement statement = prepared(SELECT + condition, parameters);
                ResultSet row = statement.executeQuery()) {
            List<TransferRequest> found = new ArrayList<>();
            while (row.next()) {
                found.add(request(row));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("the transfer requests do not answer", e);
        }
    }

    private PreparedStatement prepared(String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = entities.unwrap(Connection.class).prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    private static TransferRequest request(ResultSet row) throws SQLException {
        return new TransferRequest(
                row.getObject("id", UUID.class),
                row.getObject("org_id", UUID.class),
                row.getObject("from_wallet", UUID.class),
                row.getObject("to_wallet", UUID.class),
                Credits.ofNanos(row.getLong("amount")),
                row.getString("reason"),
                row.getObject("requested_by", UUID.class),
                Objects.requireNonNull(WalletRows.instant(row, "requested_at")),
                Objects.requireNonNull(WalletRows.instant(row, "expires_at")),
                TransferRequest.State.of(row.getString("state")),
                Optional.ofNullable(row.getObject("decided_by", UUID.class)),
                Optional.ofNullable(WalletRows.instant(row, "decided_at")));
    }
}
