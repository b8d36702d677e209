package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.hold;
import static io.alfred.ledger.MemoryBooks.limit;
import static io.alfred.ledger.MemoryBooks.release;
import static io.alfred.ledger.MemoryBooks.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.audit.AuditEvent;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.TokenUsage;
import io.alfred.ledger.LedgerEntry.Kind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;
import java.util.UUID;

/** An org wallet of 100 nano-credits, a user wallet without limit below it, a hold of 25. */
class CorrectionTest {
    private final MemoryBooks books = new MemoryBooks();
    private final UUID tx = books.freshId();
    private UUID org = books.freshId();
    private UUID user = org;

    @BeforeEach
    void hold_25() {
        org = books.open(null, 100L);
        user = books.open(org, (Long) null);
        books.apply(hold(tx, user, 25));
    }

    @Nested
    class A_settle_that_comes_late {
        @Test
        void settles_an_unknown_hold_from_what_is_still_held() {
            books.apply(new LedgerOperation.MarkUnknown(tx, user));
            assertThat(books.apply(settle(tx, user, 7))).isEqualTo(settled(7, 0));
            assertStands(0, 7);
            assertThat(books.kinds()).containsExactly(Kind.HOLD, Kind.UNKNOWN, Kind.SETTLE);
        }

        @Test
        void gives_back_what_was_charged_too_much() {
            chargedProvisionally(25);
            assertThat(books.apply(settle(tx, user, 7))).isEqualTo(settled(7, 0));
            assertStands(0, 7);
            assertThat(books.kinds())
                    .containsExactly(
                            Kind.HOLD, Kind.UNKNOWN, Kind.SETTLE, Kind.REFUND, Kind.CONFIRMED);
            assertThat(books.hold(tx).provisional()).isFalse();
            assertThat(books.hold(tx).refunded()).isZero();
        }

        @Test
        void charges_more_while_every_level_has_room() {
            chargedProvisionally(3);
            assertThat(books.apply(settle(tx, user, 100))).isEqualTo(settled(100, 0));
            assertStands(0, 100);
            assertThat(books.kinds())
                    .containsExactly(
                            Kind.HOLD, Kind.UNKNOWN, Kind.SETTLE, Kind.LATE_CHARGE, Kind.CONFIRMED);
        }

        @Test
        void never_charges_beyond_a_limit_and_leaves_the_rest_to_the_platform() {
            chargedProvisionally(3);
            assertThat(books.apply(settle(tx, user, 101))).isEqualTo(settled(100, 1));
            assertStands(0, 100);
            AuditEvent shortfall = books.log().get(books.log().size() - 2).event();
            assertThat(shortfall.kind().name()).isEqualTo("SHORTFALL");
            assertThat(shortfall.data()).containsEntry("amount_nanos", 1L);
        }

        @Test
        void takes_nothing_more_from_a_level_above_its_limit() {
            chargedProvisionally(3);
            books.apply(limit(books.freshId(), org, 2L));
            assertThat(books.apply(settle(tx, user, 4))).isEqualTo(settled(3, 1));
            assertStands(0, 3);
        }

        @Test
        void of_the_same_cost_only_confirms() {
            chargedProvisionally(7);
            assertThat(books.apply(settle(tx, user, 7))).isEqualTo(settled(7, 0));
            assertStands(0, 7);
            assertThat(books.kinds())
                    .containsExactly(Kind.HOLD, Kind.UNKNOWN, Kind.SETTLE, Kind.CONFIRMED);
            assertThat(books.hold(tx).provisional()).isFalse();
        }

        @Test
        void takes_back_a_shortfall_that_the_true_cost_does_not_have() {
            chargedProvisionally(130);
            assertThat(books.hold(tx).shortfall()).isEqualTo(30);
            assertThat(books.apply(settle(tx, user, 110))).isEqualTo(settled(100, 10));
            assertThat(books.hold(tx).shortfall()).isEqualTo(10);
            LedgerEntry confirmed = books.entries().getLast();
            assertThat(confirmed.amount()).isEqualTo(20);
            assertThat(confirmed.deltas().shortfall()).isEqualTo(-20);
        }

        @Test
        void charges_what_was_a_shortfall_when_there_is_room_by_now() {
            chargedProvisionally(130);
            books.apply(limit(books.freshId(), org, 120L));
            assertThat(books.apply(settle(tx, user, 130))).isEqualTo(settled(120, 10));
            assertStands(0, 120);
        }

        @Test
        void charges_a_call_that_was_taken_for_unserved() {
            books.apply(release(tx, user));
            assertThat(books.apply(settle(tx, user, 7))).isEqualTo(settled(7, 0));
            assertStands(0, 7);
            assertThat(books.hold(tx).state()).isEqualTo(HoldState.SETTLED);
            assertThat(books.kinds())
                    .containsExactly(Kind.HOLD, Kind.RELEASE, Kind.LATE_CHARGE, Kind.CONFIRMED);
        }

        @ParameterizedTest
        @ValueSource(longs = {0, 7, 25, 60, 101})
        void gets_its_first_outcome_when_it_is_repeated(long cost) {
            chargedProvisionally(25);
            LedgerOutcome first = books.apply(settle(tx, user, cost));
            int rows = books.log().size();
            assertThat(books.apply(settle(tx, user, cost))).isEqualTo(first);
            assertConflict(books.apply(settle(tx, user, cost + 1)));
            assertThat(books.log()).hasSize(rows);
        }

        @Test
        void does_not_change_a_final_charge() {
            books.apply(settle(tx, user, 7));
            assertConflict(books.apply(settle(tx, user, 8)));
            assertConflict(books.apply(provisional(8)));
            assertStands(0, 7);
        }

        @Test
        void as_a_guess_changes_neither_a_guess_nor_a_release() {
            chargedProvisionally(7);
            assertConflict(books.apply(provisional(8)));
            assertThat(books.apply(provisional(7))).isEqualTo(settled(7, 0));
            assertThat(books.hold(tx).provisional()).isTrue();
            UUID released = books.freshId();
            books.apply(hold(released, user, 25));
            books.apply(release(released, user));
            assertConflict(
                    books.apply(
                            new LedgerOperation.Settle(
                                    released, user, Credits.ofNanos(5), Optional.empty(), true)));
        }

        @Test
        void keeps_the_tokens_with_the_confirmation() {
            chargedProvisionally(7);
            books.apply(
                    new LedgerOperation.Settle(
                            tx,
                            user,
                            Credits.ofNanos(9),
                            Optional.of(new TokenUsage(11, 0, 0, 7, 0, false)),
                            false));
            assertThat(books.entries().getLast().context().usage())
                    .isEqualTo(new TokenUsage(11, 0, 0, 7, 0, false));
            assertThat(books.log().getLast().event().data())
                    .containsEntry("prompt_tokens", 11L)
                    .containsEntry("amount_nanos", 0L);
        }
    }

    @Nested
    class An_operator_who_concludes {
        @Test
        void an_unknown_hold_charges_it_for_good_in_his_name() {
            books.apply(new LedgerOperation.MarkUnknown(tx, user));
            assertThat(books.apply(conclude(9))).isEqualTo(settled(9, 0));
            assertStands(0, 9);
            assertThat(books.hold(tx).provisional()).isFalse();
            assertThat(books.entries().getLast().context().actorId()).isEqualTo(MemoryBooks.ACTOR);
            assertThat(books.entries().getLast().context().reason()).isEqualTo("the bill");
            AuditEvent event = books.log().getLast().event();
            assertThat(event.actorId()).isEqualTo(MemoryBooks.ACTOR);
            assertThat(event.data()).doesNotContainValue("the bill");
        }

        @Test
        void an_unknown_hold_as_unserved_releases_it() {
            books.apply(new LedgerOperation.MarkUnknown(tx, user));
            LedgerOutcome first = books.apply(conclude(0));
            assertThat(first).isEqualTo(new LedgerOutcome.Released(tx));
            assertStands(0, 0);
            assertThat(books.apply(conclude(0))).isEqualTo(first);
            assertThat(books.kinds()).containsExactly(Kind.HOLD, Kind.UNKNOWN, Kind.RELEASE);
            assertThat(books.log().getLast().event().actorId()).isEqualTo(MemoryBooks.ACTOR);
        }

        @Test
        void a_provisional_charge_as_unserved_gives_it_all_back() {
            chargedProvisionally(25);
            LedgerOutcome first = books.apply(conclude(0));
            assertThat(first).isEqualTo(settled(0, 0));
            assertStands(0, 0);
            assertThat(books.apply(conclude(0))).isEqualTo(first);
        }

        @Test
        void cannot_do_so_while_the_call_runs() {
            assertRejected(books.apply(conclude(9)), ErrorCode.CONFLICT);
            assertStands(25, 0);
        }

        @Test
        void does_not_change_a_final_charge() {
            books.apply(settle(tx, user, 7));
            assertThat(books.apply(conclude(7))).isEqualTo(settled(7, 0));
            assertConflict(books.apply(conclude(8)));
            assertConflict(books.apply(conclude(0)));
            assertStands(0, 7);
        }

        @Test
        void is_not_believed_about_another_wallet() {
            books.apply(new LedgerOperation.MarkUnknown(tx, user));
            assertConflict(
                    books.apply(
                            new LedgerOperation.Conclude(
                                    tx, org, Credits.ofNanos(1), MemoryBooks.ACTOR, "")));
        }
    }

    @Nested
    class A_refund {
        private final UUID op = books.freshId();

        @BeforeEach
        void charge_20() {
            books.apply(settle(tx, user, 20));
        }

        @Test
        void gives_part_of_a_charge_back_on_every_level() {
            assertThat(books.apply(refund(op, 5L))).isEqualTo(refunded(op, 5));
            assertStands(0, 15);
            LedgerEntry entry = books.entries().getLast();
            assertThat(entry.kind()).isEqualTo(Kind.REFUND);
            assertThat(entry.opId()).isEqualTo(op);
            assertThat(entry.txId()).isEqualTo(tx);
            assertThat(entry.context().actorId()).isEqualTo(MemoryBooks.ACTOR);
            assertThat(books.hold(tx).refunded()).isEqualTo(5);
        }

        @Test
        void is_repeated_without_effect() {
            LedgerOutcome first = books.apply(refund(op, 5L));
            int rows = books.log().size();
            assertThat(books.apply(refund(op, 5L))).isEqualTo(first);
            assertThat(books.applyTogether(refund(op, 5L), refund(op, 5L)))
                    .containsExactly(first, first);
            assertConflict(books.apply(refund(op, 6L)));
            assertThat(books.log()).hasSize(rows);
            assertStands(0, 15);
        }

        @Test
        void of_all_that_is_left_is_repeated_without_effect() {
            books.apply(refund(books.freshId(), 5L));
            LedgerOutcome first = books.apply(refund(op, null));
            assertThat(first).isEqualTo(refunded(op, 15));
            assertThat(books.apply(refund(op, null))).isEqualTo(first);
            assertStands(0, 0);
        }

        @Test
        void never_exceeds_the_charge_however_often() {
            books.apply(refund(books.freshId(), 12L));
            LedgerOutcome outcome = books.apply(refund(op, 9L));
            assertRejected(outcome, ErrorCode.CONFLICT);
            assertThat(((LedgerOutcome.Rejected) outcome).message()).contains("0.000000008");
            assertThat(books.apply(refund(op, 8L))).isEqualTo(refunded(op, 8));
            assertRejected(books.apply(refund(books.freshId(), 1L)), ErrorCode.CONFLICT);
            assertRejected(books.apply(refund(books.freshId(), null)), ErrorCode.CONFLICT);
            assertStands(0, 0);
        }

        @Test
        void does_not_keep_a_repeated_settle_from_its_first_outcome() {
            books.apply(refund(op, 5L));
            assertThat(books.apply(settle(tx, user, 20))).isEqualTo(settled(20, 0));
            assertConflict(books.apply(settle(tx, user, 15)));
        }

        @Test
        void makes_room_for_new_calls() {
            books.apply(hold(books.freshId(), user, 80));
            UUID next = books.freshId();
            assertThat(books.apply(hold(next, user, 5))).isInstanceOf(LedgerOutcome.Denied.class);
            books.apply(refund(op, 5L));
            assertThat(books.apply(hold(next, user, 5))).isInstanceOf(LedgerOutcome.Held.class);
        }

        @Test
        void takes_an_id_that_nothing_else_has() {
            assertConflict(books.apply(refund(tx, 5L)));
            UUID limit = books.freshId();
            books.apply(limit(limit, org, 100L));
            assertConflict(books.apply(refund(limit, 5L)));
            books.apply(refund(op, 5L));
            UUID other = books.freshId();
            books.applyTogether(hold(other, user, 9), settle(other, user, 9));
            assertConflict(
                    books.apply(
                            new LedgerOperation.Refund(
                                    op,
                                    other,
                                    user,
                                    Optional.of(Credits.ofNanos(5)),
                                    MemoryBooks.ACTOR,
                                    "")));
        }

        @Test
        void is_for_final_charges_only() {
            UUID other = books.freshId();
            books.apply(hold(other, user, 9));
            assertNotRefunded(other);
            books.apply(new LedgerOperation.MarkUnknown(other, user));
            assertNotRefunded(other);
            books.apply(
                    new LedgerOperation.Settle(
                            other, user, Credits.ofNanos(9), Optional.empty(), true));
            assertNotRefunded(other);
            UUID released = books.freshId();
            books.applyTogether(hold(released, user, 9), release(released, user));
            assertNotRefunded(released);
            assertNotRefunded(books.freshId());
        }

        private void assertNotRefunded(UUID other) {
            int rows = books.log().size();
            assertThat(
                            books.apply(
                                    new LedgerOperation.Refund(
                                            books.freshId(),
                                            other,
                                            user,
                                            Optional.empty(),
                                            MemoryBooks.ACTOR,
                                            "")))
                    .isInstanceOf(LedgerOutcome.Rejected.class);
            assertThat(books.log()).hasSize(rows);
        }
    }

    private void chargedProvisionally(long nanos) {
        books.apply(new LedgerOperation.MarkUnknown(tx, user));
        books.apply(provisional(nanos));
    }

    private LedgerOperation provisional(long nanos) {
        return new LedgerOperation.Settle(tx, user, Credits.ofNanos(nanos), Optional.empty(), true);
    }

    private LedgerOperation conclude(long nanos) {
        return new LedgerOperation.Conclude(
                tx, user, Credits.ofNanos(nanos), MemoryBooks.ACTOR, "the bill");
    }

    private LedgerOperation refund(UUID op, @Nullable Long nanos) {
        return new LedgerOperation.Refund(
                op,
                tx,
                user,
                Optional.ofNullable(nanos).map(Credits::ofNanos),
                MemoryBooks.ACTOR,
                "goodwill");
    }

    private void assertStands(long held, long spent) {
        for (UUID wallet : new UUID[] {user, org}) {
            assertThat(books.counters(wallet).held()).isEqualTo(held);
            assertThat(books.counters(wallet).spent()).isEqualTo(spent);
        }
    }

    private LedgerOutcome settled(long charged, long shortfall) {
        return new LedgerOutcome.Settled(tx, Credits.ofNanos(charged), Credits.ofNanos(shortfall));
    }

    private LedgerOutcome refunded(UUID op, long nanos) {
        return new LedgerOutcome.Refunded(op, tx, Credits.ofNanos(nanos));
    }

    private static void assertConflict(LedgerOutcome outcome) {
        assertRejected(outcome, ErrorCode.IDEMPOTENCY_CONFLICT);
    }

    private static void assertRejected(LedgerOutcome outcome, ErrorCode code) {
        assertThat(outcome).isInstanceOf(LedgerOutcome.Rejected.class);
        assertThat(((LedgerOutcome.Rejected) outcome).code()).isEqualTo(code);
    }
}
