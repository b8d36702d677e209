package io.alfred.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.alfred.audit.AuditRow;
import io.alfred.audit.AuditSql;
import io.alfred.audit.ChainFencedException;
import io.alfred.kernel.Ids;
import io.alfred.kernel.TokenUsage;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads, locks and writes the rows of one batch; plain JDBC on the caller's transaction. */
final class LedgerStore {
    private static final JsonMapper JSON = new JsonMapper();

    private final Connection connection;
    private final UUID nodeId;
    private final int nodeEpoch;
    private final KnownPaths paths;

    LedgerStore(Connection connection, UUID nodeId, int nodeEpoch) {
        this(connection, nodeId, nodeEpoch, new KnownPaths());
    }

    /**
     * @param paths what earlier batches learnt; only this store's thread may use it
     */
    LedgerStore(Connection connection, UUID nodeId, int nodeEpoch, KnownPaths paths) {
        this.paths = paths;
        this.connection = connection;
        this.nodeId = nodeId;
        this.nodeEpoch = nodeEpoch;
    }

    /** A count came back that the plan did not expect: the rows changed under the locks. */
    static final class UnexpectedCountException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnexpectedCountException(String what) {
            super("the batch wrote an unexpected number of " + what);
        }
    }

    /** Locks the wallets, all their ancestors and model limits until the transaction ends. */
    Map<UUID, WalletLine> lockWallets(Collection<UUID> walletIds) throws SQLException {
        try (PreparedStatement statement = byIds(LedgerSql.LOCK_WALLETS, walletIds)) {
            return WalletRows.read(statement);
        }
    }

    /** What the first exchange of a batch brings. */
    record FirstRows(Map<UUID, WalletLine> wallets, Map<UUID, HoldLine> holds) {}

    /**
     * Locks the wallets with all that is above them, then reads the holds: in one exchange where
     * the wallets are known from before.
     */
    FirstRows lockAndRead(Collection<UUID> walletIds, Collection<UUID> txIds) throws SQLException {
        Optional<Set<UUID>> known = paths.around(walletIds);
        FirstRows rows;
        if (known.isPresent()) {
            rows = lockAndReadKnown(known.get(), txIds);
        } else {
            rows = new FirstRows(lockWallets(walletIds), readHolds(txIds));
            paths.learn(walletIds, rows.wallets());
        }
        return rows;
    }

    private FirstRows lockAndReadKnown(Collection<UUID> walletIds, Collection<UUID> txIds)
            throws SQLException {
        boolean holds = !txIds.isEmpty();
        try (PreparedStatement statement =
                byIds(holds ? LedgerSql.LOCK_AND_READ : LedgerSql.LOCK_KNOWN, walletIds)) {
            if (holds) {
                statement.setArray(2, connection.createArrayOf("uuid", txIds.toArray()));
            }
            Map<UUID, WalletLine> wallets = WalletRows.read(statement);
            Map<UUID, HoldLine> lines = new HashMap<>();
            if (holds) {
                // past the setting between the two
                statement.getMoreResults();
                statement.getMoreResults();
                try (ResultSet row = Objects.requireNonNull(statement.getResultSet())) {
                    readHolds(row, lines);
                }
            }
            return new FirstRows(wallets, lines);
        }
    }

    /** Forgets nothing and learns what a later look found of the wallets named at first. */
    void learn(Collection<UUID> walletIds, Map<UUID, WalletLine> locked) {
        paths.learn(walletIds, locked);
    }

    /** Locks everything below the wallets until the transaction ends. */
    Map<UUID, WalletLine> lockBelow(Collection<UUID> walletIds) throws SQLException {
        try (PreparedStatement statement = byIds(LedgerSql.LOCK_BELOW, walletIds)) {
            statement.setArray(2, connection.createArrayOf("uuid", walletIds.toArray(UUID[]::new)));
            return WalletRows.read(statement);
        }
    }

    Map<UUID, HoldLine> readHolds(Collection<UUID> txIds) throws SQLException {
        Map<UUID, HoldLine> lines = new HashMap<>();
        if (txIds.isEmpty()) {
            return lines;
        }
        try (PreparedStatement statement = byIds(LedgerSql.READ_HOLDS, txIds);
                ResultSet row = statement.executeQuery()) {
            readHolds(row, lines);
        }
        return lines;
    }

    private static void readHolds(ResultSet row, Map<UUID, HoldLine> lines) throws SQLException {
        while (row.next()) {
            HoldLine line = holdLine(row);
            lines.put(line.origin().txId(), line);
        }
    }

    Map<PeriodLine.Key, PeriodLine> readPeriods(Collection<PeriodLine.Key> keys)
            throws SQLException {
        return new RareRows(connection).readPeriods(keys);
    }

    Map<UUID, BatchPlan.KnownAllotment> readAllotments(Collection<UUID> opIds) throws SQLException {
        Map<UUID, BatchPlan.KnownAllotment> known = new HashMap<>();
        if (opIds.isEmpty()) {
            return known;
        }
        try (PreparedStatement statement = byIds(LedgerSql.READ_ALLOTMENTS, opIds);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                known.put(
                        row.getObject("op_id", UUID.class),
                        new BatchPlan.KnownAllotment(
                                LedgerEntry.Kind.valueOf(row.getString("kind")),
                                row.getObject("wallet_id", UUID.class),
                                row.getLong("amount"),
                                row.getLong("allotted_delta"),
                                WalletRows.nullableLong(row, "allotted_after"),
                                row.getObject("counter_wallet_id", UUID.class),
                                row.getObject("tx_id", UUID.class)));
            }
        }
        return known;
    }

    /**
     * Writes all that was decided, but for what is rare in one statement.
     *
     * @throws ChainFencedException when another start of this node owns the chain
     * @throws UnexpectedCountException when any other row was not as it was read
     */
    void write(BatchPlan plan) throws SQLException {
        new RareRows(connection).write(plan);
        UnnestRows wallets = new UnnestRows(LedgerSql.WALLET_COLUMNS);
        UnnestRows newHolds = new UnnestRows(LedgerSql.NEW_HOLD_COLUMNS);
        UnnestRows changedHolds = new UnnestRows(LedgerSql.CHANGED_HOLD_COLUMNS);
        UnnestRows entries = new UnnestRows(LedgerSql.ENTRY_COLUMNS);
        plan.wallets().stream()
                .filter(WalletLine::changed)
                .forEach(line -> WalletRows.addCounters(wallets, line));
        for (HoldLine line : plan.holds()) {
            if (line.isNew()) {
                addNewHold(newHolds, line);
            } else if (line.changed()) {
                addChangedHold(changedHolds, line);
            }
        }
        plan.entries().forEach(entry -> addEntry(entries, entry));
        OneOperation.Rows rows = new OneOperation.Rows(wallets, newHolds, changedHolds, entries);
        if (rows.areOne(plan)) {
            new OneOperation(connection, plan).write(rows, nodeId, nodeEpoch);
        } else {
            writeMany(plan, rows);
        }
        if (!plan.alerts().isEmpty()) {
            raise(plan);
        }
    }

    private void writeMany(BatchPlan plan, OneOperation.Rows rows) throws SQLException {
        UnnestRows wallets = rows.wallets();
        UnnestRows newHolds = rows.newHolds();
        UnnestRows changedHolds = rows.changedHolds();
        UnnestRows entries = rows.entries();
        // A large batch leaves its new rows to COPY, and none of them to the statement.
        boolean copies = entries.size() >= LedgerCopy.ENTRIES_MIN;
        UnnestRows madeHolds = copies ? new UnnestRows(LedgerSql.NEW_HOLD_COLUMNS) : newHolds;
        UnnestRows madeEntries = copies ? new UnnestRows(LedgerSql.ENTRY_COLUMNS) : entries;
        List<AuditRow> logged = copies ? List.of() : plan.chain().rows();
        try (PreparedStatement statement = connection.prepareStatement(LedgerSql.WRITE)) {
            int at = AuditSql.bindMoveHead(statement, 1, plan.chain());
            at = AuditSql.bindInsertRows(statement, at, plan.chain(), logged);
            at = wallets.bind(statement, at);
            statement.setObject(at, nodeId);
            statement.setInt(at + 1, nodeEpoch);
            at = madeHolds.bind(statement, at + 2);
            statement.setLong(at, plan.atMicros());
            at = changedHolds.bind(statement, at + 1);
            statement.setLong(at, plan.atMicros());
            statement.setObject(at + 1, plan.chain().before().chainId());
            statement.setLong(at + 2, plan.atMicros());
            madeEntries.bind(statement, at + 3);
            try (ResultSet counts = statement.executeQuery()) {
                counts.next();
                if (counts.getInt(1) != 1) {
                    throw new ChainFencedException(plan.chain().before());
                }
                require(counts.getInt(2), logged.size(), "audit rows");
                require(counts.getInt(3), wallets.size(), "wallets");
                require(counts.getInt(4), madeHolds.size(), "new holds");
                require(counts.getInt(5), changedHolds.size(), "changed holds");
                require(counts.getInt(6), madeEntries.size(), "entries");
            }
        }
        if (copies) {
            LedgerCopy.Counts counts =
                    new LedgerCopy(connection, plan).write(newHolds, entries, nodeId, nodeEpoch);
            require(counts.auditRows(), plan.chain().rows().size(), "audit rows");
            require(counts.entries(), entries.size(), "entries");
            require(counts.newHolds(), newHolds.size(), "new holds");
        }
    }

    /** Alerts are rare, so they cost a statement of their own and not a part of every batch. */
    private void raise(BatchPlan plan) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LedgerSql.RAISE)) {
            for (LedgerAlert alert : plan.alerts()) {
                statement.setObject(1, Ids.next());
                statement.setLong(2, plan.atMicros());
                statement.setString(3, alert.kind().wireName());
                statement.setString(4, alert.kind().severity());
                statement.setObject(5, alert.orgId());
                statement.setObject(6, alert.subjectId());
                statement.setString(7, JSON.writeValueAsString(alert.data()));
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an alert has data that is no JSON", e);
        }
    }

    static void require(long written, int expected, String what) {
        if (written != expected) {
            throw new UnexpectedCountException(what);
        }
    }

    private static void addNewHold(UnnestRows rows, HoldLine line) {
        HoldLine.Origin origin = line.origin();
        LedgerOperation.CallFacts call = origin.call();
        rows.add(
                origin.txId(),
                origin.orgId(),
                origin.walletId(),
                origin.path(),
                origin.periods(),
                call.keyId(),
                line.state().wireName(),
                line.asked(),
                line.amount(),
                line.charged(),
                line.shortfall(),
                line.refunded(),
                line.progress(),
                line.provisional(),
                call.sandbox(),
                call.provider(),
                call.model(),
                call.priceVersion(),
                origin.deadline());
    }

    private static void addChangedHold(UnnestRows rows, HoldLine line) {
        HoldState stored = line.stored();
        rows.add(
                line.origin().txId(),
                stored == null ? null : stored.wireName(),
                line.state().wireName(),
                line.amount(),
                line.charged(),
                line.shortfall(),
                line.refunded(),
                line.progress(),
                line.provisional());
    }

    private static @Nullable Long ifAny(long tokens) {
        return tokens > 0 ? tokens : null;
    }

    private static void addEntry(UnnestRows rows, LedgerEntry entry) {
        LedgerEntry.Deltas deltas = entry.deltas();
        LedgerEntry.Context context = entry.context();
        LedgerOperation.CallFacts call = context.call();
        TokenUsage usage = context.usage();
        rows.add(
                entry.opId(),
                entry.txId(),
                entry.kind().name(),
                entry.place().orgId(),
                entry.place().walletId(),
                entry.place().path(),
                entry.place().periods(),
                entry.amount(),
                deltas.allotted(),
                deltas.allottedAfter(),
                deltas.held(),
                deltas.spent(),
                deltas.shortfall(),
                usage == null ? null : usage.prompt(),
                usage == null ? null : usage.completion(),
                usage == null ? null : ifAny(usage.audioPrompt()),
                usage == null ? null : ifAny(usage.audioCompletion()),
                usage == null ? null : usage.tierApart().orElse(null),
                usage != null && usage.estimated(),
                context.provisional(),
                call != null && call.sandbox(),
                call == null ? null : call.provider(),
                call == null ? null : call.model(),
                call == null ? null : call.priceVersion(),
                context.actorId(),
                context.reason(),
                context.counterWalletId(),
                entry.chainSeq());
    }

    private static HoldLine holdLine(ResultSet row) throws SQLException {
        return new HoldLine(
                new HoldLine.Origin(
                        row.getObject("tx_id", UUID.class),
                        row.getObject("org_id", UUID.class),
                        row.getObject("wallet_id", UUID.class),
                        WalletRows.path(row),
                        WalletRows.numbers(row, "periods"),
                        new LedgerOperation.CallFacts(
                                row.getObject("key_id", UUID.class),
                                row.getString("provider"),
                                row.getString("model"),
                                row.getString("price_version"),
                                row.getBoolean("sandbox")),
                        row.getObject("deadline_at", OffsetDateTime.class).toInstant()),
                HoldState.of(row.getString("state")),
                new HoldLine.Figures(
                        row.getLong("asked"),
                        row.getLong("amount"),
                        row.getLong("charged"),
                        row.getLong("shortfall"),
                        row.getLong("refunded"),
                        row.getLong("progress"),
                        row.getBoolean("provisional")));
    }

    private PreparedStatement byIds(String sql, Collection<UUID> ids) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setArray(1, connection.createArrayOf("uuid", ids.toArray(UUID[]::new)));
        return statement;
    }
}
