package io.alfred.ledger;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;

/** The rules of the ledger against the model, without a database. */
class LedgerModelTest {
    private static final int BATCHES = 60;

    static LongStream seeds() {
        long fresh = System.nanoTime();
        return LongStream.concat(LongStream.range(0, 100), LongStream.range(fresh, fresh + 100));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_ledger_does_what_the_model_says(long seed) throws SQLException {
        new ModelRun(seed, new InMemory()).go(BATCHES);
    }

    private static final class InMemory implements ModelRun.Ledger {
        private final MemoryBooks books = new MemoryBooks();

        @Override
        public UUID open(Optional<UUID> parent, Optional<Long> allotted) {
            return books.open(parent.orElse(null), allotted.orElse(null));
        }

        @Override
        public List<LedgerOutcome> apply(List<LedgerOperation> operations, Instant at) {
            books.clockTo(at);
            return books.apply(operations, plan -> {});
        }

        @Override
        public Map<PeriodLine.Key, WalletLine.Counters> counters() {
            Map<PeriodLine.Key, WalletLine.Counters> found = new HashMap<>();
            books.periods().forEach(line -> found.put(line.key(), line.counters()));
            for (UUID id : books.walletIds()) {
                PeriodLine current = books.line(id).current();
                found.put(current.key(), current.counters());
            }
            return found;
        }
    }
}
