package io.alfred.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Months leave the log as a file; what is left is verified from the kept heads. */
class RetirementIT {
    private static final YearMonth OLD = YearMonth.of(2025, 3);

    private TestDatabase database;
    private ChainHead ledger;
    private ChainHead events;

    /** A log that was written before there were partitions, in two months, and goes on today. */
    @BeforeEach
    void write() throws SQLException {
        database = TestDatabase.migratedTo("004");
        UUID node = Ids.next();
        try (Connection connection = database.asApp().getConnection()) {
            int epoch = ChainStore.registerNode(connection, node);
            long first = MonthsExport.firstMicrosOf(OLD.minusMonths(1));
            ledger = ChainStore.open(connection, node, ChainKind.LEDGER, epoch, first);
            events = ChainStore.open(connection, node, ChainKind.EVENTS, epoch, first);
            ledger = append(connection, ledger, 5, MonthsExport.firstMicrosOf(OLD));
            events = append(connection, events, 2, MonthsExport.firstMicrosOf(OLD) + 7);
        }
        database.migrate();
        try (Connection connection = database.asApp().getConnection()) {
            ledger = append(connection, ledger, 4, now());
        }
    }

    @Test
    void rows_from_before_the_partitions_are_one_partition_and_the_log_verifies()
            throws SQLException {
        assertThat(partitions()).contains("audit_log_2025_03", "audit_log_default");
        AuditVerifier.Report report = verify();
        assertThat(report.ok()).as(report.toString()).isTrue();
        assertThat(report.rows()).isEqualTo(ledger.seq() + events.seq());
    }

    @Test
    void every_month_from_this_one_on_has_a_partition_and_a_second_look_makes_none()
            throws SQLException {
        YearMonth month = YearMonth.now(ZoneOffset.UTC);
        List<String> names = new ArrayList<>();
        for (int ahead = 0; ahead <= AuditPartitions.AHEAD_MONTHS; ahead++) {
            names.add("audit_log_" + month.plusMonths(ahead).toString().replace('-', '_'));
        }
        assertThat(partitions()).containsAll(names);
        try (Connection connection = database.asApp().getConnection()) {
            assertThat(AuditPartitions.makeAhead(connection, month)).isZero();
            assertThat(AuditPartitions.makeAhead(connection, month.plusMonths(2))).isEqualTo(2);
        }
        assertThat(verify().unguarded()).isEmpty();
    }

    @Test
    void a_row_of_a_month_without_a_partition_is_taken_all_the_same() throws SQLException {
        try (Connection connection = database.asApp().getConnection()) {
            ledger = append(connection, ledger, 1, MonthsExport.firstMicrosOf(OLD.plusMonths(5)));
        }
        assertThat(count("audit_log_default")).isOne();
        assertThat(verify().ok()).isTrue();
    }

    @Test
    void rows_in_the_default_partition_get_one_of_their_own_as_the_page_for_operators_says()
            throws SQLException, IOException {
        YearMonth month = YearMonth.now(ZoneOffset.UTC).plusMonths(8);
        try (Connection connection = database.asApp().getConnection()) {
            ledger = append(connection, ledger, 2, MonthsExport.firstMicrosOf(month));
            ledger = append(connection, ledger, 1, MonthsExport.firstMicrosOf(month.plusMonths(1)));
        }
        String page = Files.readString(Path.of("..", "docs", "operating", "audit.md"));
        String sql = page.replaceFirst("(?s).*```sql\n(.*?)```.*", "$1");
        String part = "audit_log_" + month.plusMonths(1).toString().replace('-', '_');
        execute(
                database.asOwner().getConnection(),
                sql.replace("audit_log_2027_06", part)
                        .replace("'2027-07", "'" + month.plusMonths(2))
                        .replace("'2027-05", "'" + month));

        assertThat(count(part)).isEqualTo(3);
        assertThat(count("audit_log_default")).isZero();
        assertThat(verify().ok()).isTrue();
        try (Connection connection = database.asApp().getConnection()) {
            ledger = append(connection, ledger, 1, MonthsExport.firstMicrosOf(month.plusMonths(5)));
        }
        assertThat(count("audit_log_default")).isOne();
        assertThat(verify().ok()).isTrue();
    }

    @Test
    void retired_months_leave_the_log_and_the_rest_verifies_from_the_kept_heads()
            throws SQLException, IOException {
        long rows = verify().rows();
        MonthsExport.Result written = retire(OLD.plusMonths(1));

        assertThat(written.segments()).extracting(s -> s.last().seq()).containsExactly(6L, 3L);
        AuditVerifier.Report report = verify();
        assertThat(report.ok()).as(report.toString()).isTrue();
        assertThat(report.rows()).isEqualTo(rows - 9);
        assertThat(report.chains())
                .extracting(AuditVerifier.ChainReport::retired)
                .containsExactlyInAnyOrder(6L, 3L);
        assertThat(count("audit_retired_2025_03")).isEqualTo(9);
    }

    @Test
    void a_chain_goes_on_after_its_rows_were_retired() throws SQLException, IOException {
        retire(OLD.plusMonths(1));
        try (Connection connection = database.asApp().getConnection()) {
            ledger = append(connection, ledger, 3, now());
            events = append(connection, events, 1, now());
        }
        assertThat(verify().ok()).isTrue();
        edit(
                "UPDATE audit_log SET kind = 'X' WHERE chain_id = '"
                        + ledger.chainId()
                        + "' AND seq = 9");
        assertThat(verify().firstBroken().orElseThrow().seq()).isEqualTo(9);
    }

    @Test
    void rows_after_the_retired_ones_are_proved_against_the_whole_tree()
            throws SQLException, IOException {
        retire(OLD.plusMonths(1));
        Checkpoint checkpoint =
                new Checkpoint(1, now(), new byte[0], "", new byte[0], List.of(ledger, events));
        try (Connection connection = database.asApp().getConnection()) {
            List<LogRow> rows = rows(connection, ledger.chainId());
            assertThat(rows).hasSize(4);
            AuditProver.Proof proof = AuditProver.prove(connection, checkpoint, rows);
            for (AuditProver.ProvedEntry entry : proof.entries()) {
                assertThat(entry.treeSize()).isEqualTo(ledger.seq());
                assertThat(root(entry.seq() - 1, ledger.seq(), entry)).isEqualTo(ledger.root());
            }
        }
    }

    /** The root that a path leads to: halves are split as in the definition of the tree. */
    private static byte[] root(long leaf, long leaves, AuditProver.ProvedEntry entry) {
        return root(leaf, leaves, entry.path(), Sha256.leaf(entry.hash()));
    }

    private static byte[] root(long leaf, long leaves, List<byte[]> path, byte[] hash) {
        if (leaves == 1) {
            return hash;
        }
        long half = Long.highestOneBit(leaves - 1);
        List<byte[]> inner = path.subList(0, path.size() - 1);
        return leaf < half
                ? Sha256.node(root(leaf, half, inner, hash), path.getLast())
                : Sha256.node(path.getLast(), root(leaf - half, leaves - half, inner, hash));
    }

    private static List<LogRow> rows(Connection connection, UUID chainId) throws SQLException {
        List<LogRow> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT "
                                        + LogRow.COLUMNS
                                        + " FROM audit_log WHERE chain_id = '"
                                        + chainId
                                        + "' ORDER BY seq")) {
            while (row.next()) {
                rows.add(LogRow.of(row));
            }
        }
        return rows;
    }

    @Test
    void kept_heads_that_are_not_those_of_the_rows_are_refused() throws SQLException, IOException {
        MonthsExport.Segment right = export(OLD.plusMonths(1)).segments().getFirst();
        ChainHead last = right.last();
        MonthsExport.Segment other =
                new MonthsExport.Segment(
                        right.fromSeq(),
                        new ChainHead(
                                last.chainId(),
                                last.epoch(),
                                last.seq(),
                                new byte[32],
                                last.frontier()));
        refused(OLD.plusMonths(1), List.of(other), "a head to keep is not that of the log");
        refused(OLD.plusMonths(1), List.of(right), "is in audit_log_2025_03 and not in the file");
        MonthsExport.Segment late = new MonthsExport.Segment(2, last);
        refused(OLD.plusMonths(1), List.of(late), "a head to keep is not that of the log");
    }

    @Test
    void this_month_and_the_last_one_stay() throws SQLException, IOException {
        refused(YearMonth.now(ZoneOffset.UTC), List.of(), "this month and the last one stay");
        refused(OLD.minusMonths(3), List.of(), "the log has no months before");
        AuditRetirement retirement = new AuditRetirement();
        YearMonth latest = YearMonth.now(ZoneOffset.UTC).minusMonths(1);
        retirement.requireOld(latest);
        assertThatThrownBy(() -> retirement.requireOld(latest.plusMonths(1)))
                .hasMessageContaining("stay in the log");
    }

    @Test
    void a_month_whose_rows_are_not_the_beginning_of_a_chain_is_refused()
            throws SQLException, IOException {
        try (Connection connection = database.asApp().getConnection()) {
            // The clock went back over the end of a month.
            ledger = append(connection, ledger, 1, MonthsExport.firstMicrosOf(OLD));
        }
        MonthsExport.Result written = export(OLD.plusMonths(1));
        assertThat(written.broken().orElseThrow().seq()).isEqualTo(7);
    }

    @Test
    void the_same_rows_give_the_same_file() throws SQLException, IOException {
        assertThat(bytes(OLD.plusMonths(1))).isEqualTo(bytes(OLD.plusMonths(1)));
        String text = new String(bytes(OLD.plusMonths(1)), StandardCharsets.UTF_8);
        assertThat(text.lines()).hasSize(10);
        assertThat(text).endsWith("\"retired_before\":\"2025-04\",\"rows\":9}\n");
    }

    @Test
    void what_was_retired_is_still_write_once_and_out_of_the_applications_reach()
            throws SQLException, IOException {
        retire(OLD.plusMonths(1));
        for (String attack :
                List.of(
                        "DELETE FROM audit_retired_2025_03",
                        "TRUNCATE audit_retired_2025_03",
                        "UPDATE audit_segment SET to_seq = 1",
                        "DELETE FROM audit_segment")) {
            assertThatThrownBy(() -> execute(database.asApp().getConnection(), attack))
                    .as(attack)
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> execute(database.asOwner().getConnection(), attack))
                    .as(attack)
                    .hasMessageContaining("write-once");
        }
        assertThatThrownBy(
                        () ->
                                execute(
                                        database.asApp().getConnection(),
                                        "SELECT * FROM audit_retired_2025_03"))
                .hasMessageContaining("permission denied");
    }

    private MonthsExport.Result export(YearMonth before) throws SQLException, IOException {
        try (Snapshot snapshot = Snapshot.open(database.asApp())) {
            return MonthsExport.write(
                    snapshot.connection(), Runnable::run, before, new ByteArrayOutputStream());
        }
    }

    private byte[] bytes(YearMonth before) throws SQLException, IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (Snapshot snapshot = Snapshot.open(database.asApp())) {
            MonthsExport.write(snapshot.connection(), Runnable::run, before, file);
        }
        return file.toByteArray();
    }

    private MonthsExport.Result retire(YearMonth before) throws SQLException, IOException {
        MonthsExport.Result written = export(before);
        try (Connection connection = database.asApp().getConnection()) {
            assertThat(
                            RetirementStep.retire(
                                    connection,
                                    before,
                                    Sha256.of(bytes(before)),
                                    written.segments()))
                    .containsExactly("audit_retired_2025_03");
        }
        return written;
    }

    private void refused(YearMonth before, List<MonthsExport.Segment> segments, String why)
            throws SQLException {
        try (Connection connection = database.asApp().getConnection()) {
            assertThatThrownBy(
                            () -> RetirementStep.retire(connection, before, new byte[32], segments))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining(why);
        }
        assertThat(partitions()).contains("audit_log_2025_03");
    }

    private AuditVerifier.Report verify() throws SQLException {
        try (Snapshot snapshot = Snapshot.open(database.asApp())) {
            return LogCheck.run(snapshot.connection(), Runnable::run);
        }
    }

    private void edit(String sql) throws SQLException {
        try (Connection connection = database.asSuperuser().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            assertThat(statement.executeUpdate(sql)).isOne();
        }
    }

    private static void execute(Connection opened, String sql) throws SQLException {
        try (Connection connection = opened;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long count(String table) throws SQLException {
        try (Connection connection = database.asOwner().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    private List<String> partitions() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = database.asApp().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT inhrelid::regclass::text FROM pg_inherits"
                                        + " WHERE inhparent = 'audit_log'::regclass")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }

    private static ChainHead append(Connection connection, ChainHead head, int rows, long atMicros)
            throws SQLException {
        AuditChain chain = new AuditChain(head);
        for (int i = 0; i < rows; i++) {
            chain.append(AuditEvent.of(AuditKind.MODEL_PRICED).with("step", i), atMicros + i);
        }
        AuditSql.write(connection, chain);
        return chain.after();
    }

    private static long now() {
        return System.currentTimeMillis() * 1000;
    }
}
