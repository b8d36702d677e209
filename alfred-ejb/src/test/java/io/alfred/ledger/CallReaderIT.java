package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.CALL;
import static io.alfred.ledger.MemoryBooks.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Credits;
import io.alfred.kernel.Ids;
import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.storage.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import javax.sql.DataSource;

class CallReaderIT {
    private static final UUID TRACE = new UUID(0x4bf92f3577b34da6L, 0xa3ce929d0e0e4736L);

    private DataSource source;
    private TestNode node;
    private UUID wallet;

    @BeforeEach
    void start() throws SQLException {
        source = TestDatabase.migrated().asApp();
        node = TestNode.start(source, Ids.next());
        wallet = node.open(null, 1_000_000L);
    }

    @Test
    void a_call_that_stands_alone_leaves_no_note() throws SQLException {
        UUID tx = Ids.next();
        node.apply(MemoryBooks.hold(tx, wallet, 60));
        assertThat(notes()).isZero();
        CallView call = find(tx).orElseThrow();
        assertThat(call.links()).isEqualTo(CallLinks.NONE);
        assertThat(call.outputLimit()).isEmpty();
        assertThat(call.tokens()).isEmpty();
        assertThat(call.hold().state()).isEqualTo("open");
    }

    @Test
    void links_are_kept_however_the_batch_was_written() throws SQLException {
        UUID parent = Ids.next();
        UUID alone = Ids.next();
        node.apply(linked(alone, CALL, TRACE, parent));
        List<UUID> all = new ArrayList<>(List.of(alone));
        for (int size : new int[] {2, LedgerCopy.ENTRIES_MIN}) {
            List<LedgerOperation> batch = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                all.add(Ids.next());
                batch.add(linked(all.getLast(), CALL, TRACE, parent));
            }
            node.apply(batch);
        }
        assertThat(notes()).isEqualTo(all.size());
        for (UUID tx : all) {
            assertThat(find(tx).orElseThrow().links())
                    .isEqualTo(new CallLinks(Optional.of(TRACE), Optional.of(parent)));
        }
        assertThat(node.check().violations()).isEmpty();
    }

    @Test
    void a_refused_call_leaves_no_note_and_a_repeat_no_second_one() throws SQLException {
        UUID poor = node.open(null, 5L);
        node.apply(
                new LedgerOperation.Hold(
                        Ids.next(),
                        poor,
                        Credits.ofNanos(6),
                        CALL,
                        MemoryBooks.DEADLINE,
                        Optional.empty(),
                        new CallLinks(Optional.of(TRACE), Optional.empty())));
        assertThat(notes()).isZero();
        LedgerOperation.Hold hold = linked(Ids.next(), CALL, TRACE, null);
        node.apply(hold);
        node.apply(hold);
        assertThat(notes()).isEqualTo(1);
    }

    @Test
    void a_lowered_limit_and_the_tokens_that_were_charged_are_known_afterwards()
            throws SQLException {
        UUID poor = node.open(null, 800L);
        node.apply(new LedgerOperation.SetOnShortage(poor, OnShortage.LOWER, MemoryBooks.ACTOR));
        UUID tx = Ids.next();
        node.apply(
                new LedgerOperation.Hold(
                        tx,
                        poor,
                        Credits.ofNanos(1_050),
                        CALL,
                        MemoryBooks.DEADLINE,
                        Optional.of(new Lowering(100, 10_000_000)),
                        CallLinks.NONE));
        node.apply(
                new LedgerOperation.Settle(
                        tx,
                        poor,
                        Credits.ofNanos(500),
                        Optional.of(TokenUsage.estimated(5, 45)),
                        true));
        CallView call = find(tx).orElseThrow();
        assertThat(call.outputLimit()).hasValue(75);
        assertThat(call.hold().amount()).isEqualTo(Credits.ofNanos(800));
        assertThat(call.tokens()).contains(new CallView.Tokens(5, 45, true));
        assertThat(node.check().violations()).isEmpty();
    }

    @Test
    void the_tier_of_a_charge_is_told_however_the_batch_was_written() throws SQLException {
        for (int size : new int[] {1, 2, LedgerCopy.ENTRIES_MIN}) {
            List<UUID> calls = new ArrayList<>();
            List<LedgerOperation> holds = new ArrayList<>();
            List<LedgerOperation> settles = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                calls.add(Ids.next());
                holds.add(MemoryBooks.hold(calls.getLast(), wallet, 60));
                settles.add(settledIn(calls.getLast(), ServiceTier.PRIORITY));
            }
            node.apply(holds);
            node.apply(settles);
            for (UUID tx : calls) {
                assertThat(find(tx).orElseThrow().tokens().flatMap(CallView.Tokens::tier))
                        .contains("priority");
            }
        }
        UUID standard = Ids.next();
        node.apply(MemoryBooks.hold(standard, wallet, 60));
        node.apply(settledIn(standard, ServiceTier.STANDARD));
        assertThat(find(standard).orElseThrow().tokens())
                .contains(new CallView.Tokens(5, 45, false));
        assertThat(node.check().violations()).isEmpty();
    }

    private LedgerOperation.Settle settledIn(UUID tx, ServiceTier tier) {
        return new LedgerOperation.Settle(
                tx,
                wallet,
                Credits.ofNanos(50),
                Optional.of(TokenUsage.reported(5, 45).servedIn(Optional.of(tier))),
                false);
    }

    @Test
    void the_reason_of_a_release_is_told() throws SQLException {
        UUID tx = Ids.next();
        node.apply(MemoryBooks.hold(tx, wallet, 60));
        node.apply(new LedgerOperation.Release(tx, wallet, "the provider gave no answer"));
        assertThat(find(tx).orElseThrow().reason()).contains("the provider gave no answer");
    }

    @Test
    void a_trace_is_summed_for_its_own_key_only() throws SQLException {
        List<UUID> own = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            own.add(Ids.next());
            node.apply(linked(own.getLast(), CALL, TRACE, null));
        }
        node.apply(settle(own.get(0), wallet, 3));
        node.apply(settle(own.get(1), wallet, 4));
        UUID foreign = Ids.next();
        LedgerOperation.CallFacts other =
                new LedgerOperation.CallFacts(Ids.next(), "openai", "gpt-4o", "1", false);
        node.apply(linked(foreign, other, TRACE, null));

        CallReader.Run run = run(new CallReader.Which.OfTrace(TRACE), Optional.empty(), 3);
        assertThat(run.count()).isEqualTo(5);
        assertThat(run.cost()).isEqualTo(Credits.ofNanos(7));
        assertThat(run.held()).isEqualTo(Credits.ofNanos(30));
        assertThat(run.whole()).isTrue();
        assertThat(ids(run)).containsExactly(own.get(4), own.get(3), own.get(2));
        CallReader.Run next = run(new CallReader.Which.OfTrace(TRACE), Optional.of(own.get(2)), 3);
        assertThat(ids(next)).containsExactly(own.get(1), own.get(0));
        assertThat(find(foreign)).isEmpty();
    }

    @Test
    void what_lies_below_a_call_includes_what_lies_below_that_even_in_a_circle()
            throws SQLException {
        UUID root = Ids.next();
        UUID child = Ids.next();
        UUID grandchild = Ids.next();
        node.apply(linked(child, CALL, null, root));
        node.apply(linked(grandchild, CALL, null, child));
        // A call that names one that comes after it.
        node.apply(linked(root, CALL, null, grandchild));
        CallReader.Run run = run(new CallReader.Which.Below(root), Optional.empty(), 10);
        assertThat(ids(run)).containsExactlyInAnyOrder(root, child, grandchild);
        assertThat(run.count()).isEqualTo(3);
        assertThat(ids(run(new CallReader.Which.Below(Ids.next()), Optional.empty(), 10)))
                .isEmpty();
    }

    @Test
    void a_preview_decides_as_the_writer_does_and_writes_nothing() throws SQLException {
        UUID poor = node.open(node.open(null, 800L), null);
        UUID limit = Ids.next();
        node.apply(new LedgerOperation.OpenModelLimit(limit, poor, "openai/*", MemoryBooks.ACTOR));
        node.apply(MemoryBooks.limit(Ids.next(), limit, 700L));
        LedgerOperation.Hold fits = MemoryBooks.hold(Ids.next(), poor, 700);
        LedgerOperation.Hold fitsNot = MemoryBooks.hold(Ids.next(), poor, 701);
        long rows = count("audit_log");

        LedgerOutcome allowed = preview(fits);
        LedgerOutcome denied = preview(fitsNot);

        assertThat(count("audit_log")).isEqualTo(rows);
        assertThat(node.counters(poor).held()).isZero();
        assertThat(find(fits.txId())).isEmpty();
        assertThat(node.apply(fits)).isEqualTo(allowed);
        node.apply(MemoryBooks.release(fits.txId(), poor));
        assertThat(node.apply(fitsNot)).isEqualTo(denied);
        assertThat(denied).isInstanceOf(LedgerOutcome.Denied.class);
    }

    private LedgerOutcome preview(LedgerOperation.Hold hold) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return HoldPreview.decide(
                    connection, hold, LedgerRules.DEFAULT, InstantSource.fixed(Instant.now()));
        }
    }

    private LedgerOperation.Hold linked(
            UUID tx, LedgerOperation.CallFacts call, @Nullable UUID trace, @Nullable UUID parent) {
        return new LedgerOperation.Hold(
                tx,
                wallet,
                Credits.ofNanos(10),
                call,
                MemoryBooks.DEADLINE,
                Optional.empty(),
                new CallLinks(Optional.ofNullable(trace), Optional.ofNullable(parent)));
    }

    private Optional<CallView> find(UUID tx) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return CallReader.find(connection, CALL.keyId(), tx);
        }
    }

    private CallReader.Run run(CallReader.Which which, Optional<UUID> before, int limit)
            throws SQLException {
        try (Connection connection = source.getConnection()) {
            return CallReader.run(connection, CALL.keyId(), which, before, limit);
        }
    }

    private static List<UUID> ids(CallReader.Run run) {
        return run.calls().stream().map(call -> call.hold().txId()).toList();
    }

    private long notes() throws SQLException {
        return count("call_note");
    }

    private long count(String table) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }
}
