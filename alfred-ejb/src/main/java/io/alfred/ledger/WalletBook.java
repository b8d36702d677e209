package io.alfred.ledger;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditTrail;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Opens wallets and tells how they stand. Amounts change through {@link CreditLedger} only.
 *
 * <p>A wallet has at most one parent and at most {@value #DEPTH_MAX} levels; its path is fixed when
 * it is opened.
 */
@Stateless
public class WalletBook {
    /** Levels of a wallet tree, root included. */
    public static final int DEPTH_MAX = 8;

    private static final String RENAME =
            "WITH owned AS (SELECT id FROM wallet WHERE owner_kind = ? AND owner_id = ?)"
                    + " UPDATE wallet w SET name = n.name || coalesce('/' || w.model_pattern, '')"
                    + " FROM owned o, (SELECT ?::text AS name) n"
                    + " WHERE w.id = o.id OR (w.owner_kind = 'model' AND w.parent_id = o.id)";

    private static final String UNIQUE_VIOLATION = "23505";

    private static final String SELECT =
            "SELECT w.id, w.org_id, w.owner_kind, w.owner_id, w.name, w.parent_id, w.state,"
                + " w.allotted, w.held, w.spent, w.base_allotted, w.period_unit, w.period_zone,"
                + " w.period_anchor, w.carry_over, w.period_no, w.period_start, w.period_end,"
                + " w.soft_limits, w.on_shortage, w.frozen_by, w.frozen_until, w.state_reason,"
                + " w.model_pattern, (SELECT min(a.allotted - a.held - a.spent) FROM wallet a WHERE"
                + " a.id = ANY (w.path) AND a.allotted IS NOT NULL) AS free FROM wallet w";

    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    @Inject private AuditTrail trail;

    /**
     * Opens a wallet without a limit of its own; its name is what people see, such as {@code
     * team:platform}.
     *
     * @throws AlfredException {@code CONFLICT} when the owner has a wallet or the tree gets too
     *     deep, {@code NOT_FOUND} when the parent does not exist in this org
     */
    public WalletView open(NewWallet wallet, UUID actorId) {
        if (ofOwner(wallet.ownerKind(), wallet.ownerId()).isPresent()) {
            throw exists(wallet);
        }
        List<UUID> path = new ArrayList<>();
        UUID id = Ids.next();
        path.add(id);
        wallet.parentId().ifPresent(parent -> path.addAll(pathOf(parent, wallet.orgId())));
        if (path.size() > DEPTH_MAX) {
            throw new AlfredException(
                    ErrorCode.CONFLICT,
                    "a wallet tree has at most " + DEPTH_MAX + " levels",
                    "choose a parent nearer to the root");
        }
        insert(wallet, id, path);
        trail.append(
                AuditEvent.of(AuditKind.WALLET_CREATED)
                        .org(wallet.orgId())
                        .actor(actorId)
                        .subject(id)
                        .with("owner_kind", wallet.ownerKind())
                        .with("owner", wallet.ownerId())
                        .with("path", path));
        return find(id).orElseThrow();
    }

    /** A wallet to be opened. */
    public record NewWallet(
            UUID orgId, String ownerKind, UUID ownerId, String name, Optional<UUID> parentId) {}

    public Optional<WalletView> find(UUID id) {
        return select(" WHERE w.id = ?", id).stream().findFirst();
    }

    public Optional<WalletView> ofOwner(String ownerKind, UUID ownerId) {
        return select(" WHERE w.owner_kind = ? AND w.owner_id = ?", ownerKind, ownerId).stream()
                .findFirst();
    }

    /** Wallets by name, such as {@code team:platform}; several orgs may use the same name. */
    public List<WalletView> named(String name) {
        return select(" WHERE lower(w.name) = lower(?) ORDER BY w.id", name);
    }

    /** Wallets in order of id, after the given one; of one org or of all. */
    public List<WalletView> list(Optional<UUID> orgId, Optional<UUID> after, int limit) {
        return select(
                " WHERE (?::uuid IS NULL OR w.org_id = ?) AND (?::uuid IS NULL OR w.id > ?)"
                        + " ORDER BY w.id LIMIT ?",
                orgId.orElse(null),
                orgId.orElse(null),
                after.orElse(null),
                after.orElse(null),
                limit);
    }

    /** Gives the wallet of an owner another name, and its model limits theirs after it. */
    public void rename(String ownerKind, UUID ownerId, String name) {
        try (PreparedStatement statement = connection().prepareStatement(RENAME)) {
            statement.setString(1, ownerKind);
            statement.setObject(2, ownerId);
            statement.setString(3, name);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the wallet was not renamed", e);
        }
    }

    /** Limits for models directly below a wallet. */
    public List<WalletView> modelLimits(UUID walletId) {
        return select(
                " WHERE w.parent_id = ? AND w.owner_kind = 'model' ORDER BY w.model_pattern",
                walletId);
    }

    /** Periods of a wallet that are over, newest first. */
    public List<PastPeriod> pastPeriods(UUID walletId, int limit) {
        try (PreparedStatement statement =
                connection()
                        .prepareStatement(
                                "SELECT period_no, started_at, ended_at, allotted, held, spent"
                                        + " FROM wallet_period WHERE wallet_id = ?"
                                        + " ORDER BY period_no DESC LIMIT ?")) {
            statement.setObject(1, walletId);
            statement.setInt(2, limit);
            try (ResultSet row = statement.executeQuery()) {
                List<PastPeriod> periods = new ArrayList<>();
                while (row.next()) {
                    periods.add(
                            new PastPeriod(
                                    row.getInt("period_no"),
                                    Objects.requireNonNull(WalletRows.instant(row, "started_at")),
                                    Objects.requireNonNull(WalletRows.instant(row, "ended_at")),
                                    credits(row, "allotted"),
                                    Credits.ofNanos(row.getLong("held")),
                                    Credits.ofNanos(row.getLong("spent"))));
                }
                return periods;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the wallets do not answer", e);
        }
    }

    private static AlfredException exists(NewWallet wallet) {
        return new AlfredException(
                ErrorCode.CONFLICT,
                wallet.name() + " has a wallet already",
                "use that one; `alfred wallet show " + wallet.name() + "` shows it");
    }

    private void insert(NewWallet wallet, UUID id, List<UUID> path) {
        try (PreparedStatement statement =
                connection()
                        .prepareStatement(
                                "INSERT INTO wallet (id, org_id, owner_kind, owner_id, name,"
                                    + " parent_id, path) VALUES (?, ?, ?, ?, ?, ?, ?::uuid[])")) {
            statement.setObject(1, id);
            statement.setObject(2, wallet.orgId());
            statement.setString(3, wallet.ownerKind());
            statement.setObject(4, wallet.ownerId());
            statement.setString(5, wallet.name());
            statement.setObject(6, wallet.parentId().orElse(null));
            statement.setString(7, UnnestRows.arrayText(path));
            statement.executeUpdate();
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw exists(wallet);
            }
            throw new IllegalStateException("the wallet was not opened", e);
        }
    }

    private List<UUID> pathOf(UUID parentId, UUID orgId) {
        try (PreparedStatement statement =
                connection()
                        // locked, so that the parent is not moved before the child is there
                        .prepareStatement(
                                "SELECT path FROM wallet WHERE id = ? AND org_id = ?"
                                        + " AND owner_kind <> 'model' FOR SHARE")) {
            statement.setObject(1, parentId);
            statement.setObject(2, orgId);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new AlfredException(
                            ErrorCode.NOT_FOUND,
                            "there is no wallet " + parentId + " in this org",
                            "`alfred wallet list` shows the wallets");
                }
                return List.of((UUID[]) row.getArray(1).getArray());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the wallets do not answer", e);
        }
    }

    private List<WalletView> select(String condition, @Nullable Object... parameters) {
        try (PreparedStatement statement = connection().prepareStatement(SELECT + condition)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                List<WalletView> wallets = new ArrayList<>();
                while (row.next()) {
                    wallets.add(view(row));
                }
                return wallets;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the wallets do not answer", e);
        }
    }

    private static WalletView view(ResultSet row) throws SQLException {
        return new WalletView(
                row.getObject("id", UUID.class),
                row.getObject("org_id", UUID.class),
                row.getString("owner_kind"),
                row.getObject("owner_id", UUID.class),
                row.getString("name"),
                Optional.ofNullable(row.getObject("parent_id", UUID.class)),
                WalletState.of(row.getString("state")),
                credits(row, "allotted"),
                Credits.ofNanos(row.getLong("held")),
                Credits.ofNanos(row.getLong("spent")),
                credits(row, "free"),
                terms(row));
    }

    private static WalletTerms terms(ResultSet row) throws SQLException {
        return new WalletTerms(
                WalletRows.period(row),
                row.getBoolean("carry_over"),
                credits(row, "base_allotted"),
                row.getInt("period_no"),
                Objects.requireNonNull(WalletRows.instant(row, "period_start")),
                Optional.ofNullable(WalletRows.instant(row, "period_end")),
                row.getArray("soft_limits") == null
                        ? Optional.empty()
                        : Optional.of(WalletRows.numbers(row, "soft_limits")),
                WalletRows.onShortage(row),
                Optional.ofNullable(row.getString("frozen_by")).map(FrozenBy::of),
                Optional.ofNullable(WalletRows.instant(row, "frozen_until")),
                Optional.ofNullable(row.getString("state_reason")).filter(text -> !text.isEmpty()),
                Optional.ofNullable(row.getString("model_pattern")));
    }

    private static Optional<Credits> credits(ResultSet row, String column) throws SQLException {
        long nanos = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Credits.ofNanos(nanos));
    }

    private Connection connection() {
        return entities.unwrap(Connection.class);
    }
}
