package io.alfred.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

class MigrationIT {
    private static final Path ROLLBACK = Path.of("..", "db", "rollback");
    private static final Path MIGRATION = Path.of("..", "db", "migration");

    /** Everything the owner can leave behind in a schema, by kind and name. */
    private static final String SNAPSHOT =
            "SELECT 'relation ' || c.relkind::text || ' ' || c.relname || ' ' ||"
                + " coalesce(c.relacl::text, '') FROM pg_class c WHERE c.relnamespace ="
                + " 'public'::regnamespace AND c.relname NOT LIKE 'flyway%' UNION ALL SELECT"
                + " 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' ||"
                + " format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull FROM pg_attribute a"
                + " JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace ="
                + " 'public'::regnamespace AND c.relname NOT LIKE 'flyway%' AND a.attnum > 0 AND"
                + " NOT a.attisdropped UNION ALL SELECT 'constraint ' || conrelid::regclass || ' '"
                + " || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE"
                + " connamespace = 'public'::regnamespace AND conrelid IS DISTINCT FROM"
                + " to_regclass('flyway_schema_history') UNION ALL SELECT 'function ' || proname"
                + " FROM pg_proc WHERE pronamespace = 'public'::regnamespace UNION ALL SELECT"
                + " 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT"
                + " t.tgisinternal UNION ALL SELECT 'type ' || typname FROM pg_type WHERE"
                + " typnamespace = 'public'::regnamespace AND typname NOT LIKE '%flyway%' ORDER BY"
                + " 1";

    @Test
    void every_migration_can_be_taken_back_and_made_again() throws IOException, SQLException {
        TestDatabase database = TestDatabase.empty();
        List<String> empty = snapshot(database);

        database.flyway().migrate();
        List<String> migrated = snapshot(database);
        assertThat(migrated).contains("type ledger_entry", "function refuse_change");

        for (Path script : rollbacks()) {
            execute(database, Files.readString(script));
        }
        assertThat(snapshot(database)).isEqualTo(empty);

        execute(database, "DROP TABLE flyway_schema_history");
        database.flyway().migrate();
        assertThat(snapshot(database)).isEqualTo(migrated);
    }

    @Test
    void every_migration_has_a_rollback_of_its_name() throws IOException {
        assertThat(names(ROLLBACK).map(name -> "V" + name.substring(1)))
                .containsExactlyInAnyOrderElementsOf(
                        names(MIGRATION).filter(name -> name.startsWith("V")).toList());
    }

    @Test
    void the_newest_migration_is_the_version_that_the_gate_asks_for() {
        TestDatabase database = TestDatabase.migrated();
        assertThat(database.flyway().info().current().getVersion().getVersion())
                .isEqualTo(SchemaGate.SCHEMA_VERSION);
    }

    @Test
    void a_second_start_migrates_nothing() {
        TestDatabase database = TestDatabase.migrated();
        assertThat(database.flyway().migrate().migrationsExecuted).isZero();
    }

    private static Stream<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    private static List<Path> rollbacks() throws IOException {
        return names(ROLLBACK).sorted(Comparator.reverseOrder()).map(ROLLBACK::resolve).toList();
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.asOwner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> snapshot(TestDatabase database) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = database.asSuperuser().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SNAPSHOT)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }
}
