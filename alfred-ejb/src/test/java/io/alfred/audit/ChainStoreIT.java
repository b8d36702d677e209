package io.alfred.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class ChainStoreIT {
    private static TestDatabase database;

    @BeforeAll
    static void migrate() {
        database = TestDatabase.migrated();
    }

    @Test
    void a_start_takes_the_next_epoch_and_records_itself_in_the_chain() throws SQLException {
        UUID node = Ids.next();
        ChainHead first = start(node);
        ChainHead second = start(node);

        assertThat(first.epoch()).isEqualTo(1);
        assertThat(first.seq()).isEqualTo(1);
        assertThat(second.chainId()).isEqualTo(first.chainId());
        assertThat(second.epoch()).isEqualTo(2);
        assertThat(second.seq()).isEqualTo(2);
        try (Connection connection = database.asApp().getConnection()) {
            ChainHead stored = ChainStore.head(connection, first.chainId());
            assertThat(stored.head()).isEqualTo(second.head());
            assertThat(stored.frontier()).isEqualTo(second.frontier());
        }
    }

    @Test
    void a_chain_of_an_older_start_writes_nothing() throws SQLException {
        UUID node = Ids.next();
        ChainHead old = start(node);
        ChainHead current = start(node);

        AuditChain zombie = new AuditChain(old);
        zombie.append(AuditEvent.of(AuditKind.PROVIDER_SET), 1);
        try (Connection connection = database.asApp().getConnection()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> AuditSql.write(connection, zombie))
                    .isInstanceOf(ChainFencedException.class);
            connection.rollback();
            assertThat(ChainStore.head(connection, old.chainId()).seq()).isEqualTo(current.seq());
        }
    }

    @Test
    void two_processes_that_start_as_one_node_get_different_epochs_and_one_chain()
            throws ExecutionException, InterruptedException, SQLException {
        UUID node = Ids.next();
        int starts = 6;
        CyclicBarrier together = new CyclicBarrier(starts);
        List<ChainHead> heads = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(starts)) {
            List<Future<ChainHead>> results = new ArrayList<>();
            for (int i = 0; i < starts; i++) {
                Callable<ChainHead> start =
                        () -> {
                            together.await();
                            return start(node);
                        };
                results.add(threads.submit(start));
            }
            for (Future<ChainHead> result : results) {
                heads.add(result.get());
            }
        }
        assertThat(heads).extracting(ChainHead::epoch).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
        assertThat(heads).extracting(ChainHead::chainId).containsOnly(heads.getFirst().chainId());
        try (Connection connection = database.asApp().getConnection()) {
            ChainHead stored = ChainStore.head(connection, heads.getFirst().chainId());
            assertThat(stored.epoch()).isEqualTo(starts);
            assertThat(stored.seq()).isEqualTo(starts);
        }
    }

    @Test
    void a_start_that_was_overtaken_does_not_open_its_chains() throws SQLException {
        UUID node = Ids.next();
        try (Connection connection = database.asApp().getConnection()) {
            int slow = ChainStore.registerNode(connection, node);
            start(node);
            assertThatThrownBy(() -> ChainStore.open(connection, node, ChainKind.LEDGER, slow, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(node.toString());
        }
    }

    private static ChainHead start(UUID node) throws SQLException {
        try (Connection connection = database.asApp().getConnection()) {
            connection.setAutoCommit(false);
            int epoch = ChainStore.registerNode(connection, node);
            ChainHead head = ChainStore.open(connection, node, ChainKind.LEDGER, epoch, 1);
            connection.commit();
            return head;
        }
    }
}
