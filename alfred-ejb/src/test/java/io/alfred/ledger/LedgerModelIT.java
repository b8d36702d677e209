package io.alfred.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;

import javax.sql.DataSource;

/**
 * The ledger as it writes to PostgreSQL against the model; every invariant holds after each run.
 */
class LedgerModelIT {
    private static final int BATCHES = 40;

    static LongStream seeds() {
        long fresh = System.nanoTime();
        return LongStream.concat(LongStream.range(0, 4), LongStream.range(fresh, fresh + 4));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_database_holds_what_the_model_says(long seed) throws SQLException {
        DataSource source = TestDatabase.migrated().asApp();
        TestNode node = TestNode.start(source, Ids.next());
        new ModelRun(seed, new InDatabase(source, node)).go(BATCHES);
        assertThat(node.check().violations()).as("seed %d", seed).isEmpty();
    }

    private record InDatabase(DataSource source, TestNode node) implements ModelRun.Ledger {
        @Override
        public UUID open(Optional<UUID> parent, Optional<Long> allotted) throws SQLException {
            return node.open(parent.orElse(null), allotted.orElse(null));
        }

        @Override
        public List<LedgerOutcome> apply(List<LedgerOperation> operations, Instant at)
                throws SQLException {
            node.clock(InstantSource.fixed(at));
            return node.apply(operations);
        }

        @Override
        public Map<PeriodLine.Key, WalletLine.Counters> counters() throws SQLException {
            Map<PeriodLine.Key, WalletLine.Counters> found = new HashMap<>();
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery(
                                    "SELECT id, period_no, allotted, held, spent FROM wallet"
                                            + " UNION ALL SELECT wallet_id, period_no, allotted,"
                                            + " held, spent FROM wallet_period")) {
                while (row.next()) {
                    found.put(
                            new PeriodLine.Key(row.getObject(1, UUID.class), row.getInt(2)),
                            new WalletLine.Counters(
                                    row.getObject(3, Long.class), row.getLong(4), row.getLong(5)));
                }
            }
            return found;
        }
    }
}
