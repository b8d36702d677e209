package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.grant;
import static io.alfred.ledger.MemoryBooks.hold;
import static io.alfred.ledger.MemoryBooks.limit;
import static io.alfred.ledger.MemoryBooks.release;
import static io.alfred.ledger.MemoryBooks.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditRow;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.TokenUsage;
import io.alfred.ledger.LedgerEntry.Kind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One org wallet of 100 nano-credits, a team wallet of 60 below it, a user wallet without limit.
 */
class BatchPlanTest {
    private final MemoryBooks books = new MemoryBooks();
    private final UUID tx = books.freshId();
    private UUID org = books.freshId();
    private UUID team = org;
    private UUID user = org;

    @BeforeEach
    void open() {
        org = books.open(null, 100L);
        team = books.open(org, 60L);
        user = books.open(team, (Long) null);
    }

    @Nested
    class A_hold {
        @Test
        void takes_its_amount_on_every_level() {
            assertThat(books.apply(hold(tx, user, 25))).isEqualTo(held(tx, 25));
            assertThat(books.counters(user)).isEqualTo(counters(null, 25, 0));
            assertThat(books.counters(team)).isEqualTo(counters(60L, 25, 0));
            assertThat(books.counters(org)).isEqualTo(counters(100L, 25, 0));
            assertThat(books.kinds()).containsExactly(Kind.HOLD);
            assertThat(books.entries().getFirst().opId()).isEqualTo(tx);
        }

        @Test
        void fits_exactly_to_the_least_free_level_and_not_one_nano_more() {
            assertExhausted(books.apply(hold(books.freshId(), user, 61)), team, 61);
            assertThat(books.apply(hold(tx, user, 60))).isEqualTo(held(tx, 60));
            assertExhausted(books.apply(hold(books.freshId(), user, 1)), team, 1);
        }

        @Test
        void is_refused_by_an_ancestor_although_its_own_wallet_has_room() {
            books.apply(hold(books.freshId(), org, 90));
            LedgerOutcome outcome = books.apply(hold(tx, user, 11));
            assertExhausted(outcome, org, 11);
            assertThat(((LedgerOutcome.Denied) outcome).shortage().free())
                    .contains(Credits.ofNanos(10));
        }

        @Test
        void names_the_nearest_wallet_when_several_are_exhausted() {
            assertExhausted(books.apply(hold(tx, user, 101)), team, 101);
        }

        @Test
        void of_a_free_call_is_refused_by_an_empty_wallet_and_not_by_one_with_a_nano_left() {
            books.apply(hold(books.freshId(), user, 59));
            assertThat(books.apply(hold(books.freshId(), user, 0)))
                    .isInstanceOf(LedgerOutcome.Held.class);
            books.apply(hold(books.freshId(), user, 1));
            assertExhausted(books.apply(hold(tx, user, 0)), team, 0);
        }

        @Test
        void without_any_limit_passes_up_to_64_bits_and_never_wraps() {
            UUID free =
                    books.open(null, WalletState.ACTIVE, counters(null, 0, Long.MAX_VALUE - 10));
            assertExhausted(books.apply(hold(books.freshId(), free, 11)), free, 11);
            assertThat(books.apply(hold(tx, free, 10))).isEqualTo(held(tx, 10));
            assertExhausted(books.apply(hold(books.freshId(), free, 0)), free, 0);
            books.apply(settle(tx, free, 11));
            assertThat(books.counters(free)).isEqualTo(counters(null, 0, Long.MAX_VALUE));
            assertThat(books.hold(tx).shortfall()).isEqualTo(1);
        }

        @Test
        void is_refused_when_the_counters_stand_at_the_limits_of_64_bits() {
            UUID broken =
                    books.open(
                            null, WalletState.ACTIVE, counters(0L, Long.MAX_VALUE, Long.MAX_VALUE));
            assertThat(books.apply(hold(tx, broken, 1))).isInstanceOf(LedgerOutcome.Denied.class);
        }

        @Test
        void of_an_unknown_wallet_is_rejected_without_a_trace() {
            assertRejected(books.apply(hold(tx, books.freshId(), 1)), ErrorCode.NOT_FOUND);
            assertThat(books.log()).isEmpty();
        }

        @Test
        void that_is_refused_leaves_a_block_row_and_nothing_else() {
            books.apply(hold(tx, user, 61));
            assertThat(books.entries()).isEmpty();
            assertThat(books.holds()).isEmpty();
            AuditEvent block = books.log().getFirst().event();
            assertThat(block.kind()).isEqualTo(AuditKind.BLOCK);
            assertThat(block.txId()).isEqualTo(tx);
            assertThat(block.data())
                    .containsEntry("code", "wallet_exhausted")
                    .containsEntry("wallet", user)
                    .containsEntry("refused_by", team)
                    .containsEntry("needed_nanos", 61L)
                    .containsEntry("limit_nanos", 60L);
        }

        @Test
        void that_was_refused_may_be_asked_again_when_there_is_money() {
            books.apply(hold(tx, user, 61));
            books.apply(grant(books.freshId(), team, 1));
            assertThat(books.apply(hold(tx, user, 61))).isEqualTo(held(tx, 61));
        }
    }

    @Nested
    class The_order_of_refusal {
        @Test
        void is_closed_before_frozen_before_exhausted_on_whatever_level() {
            books.become(user, WalletState.FROZEN);
            books.become(org, WalletState.CLOSED);
            assertDenied(books.apply(hold(tx, user, 999)), ErrorCode.WALLET_CLOSED, org);
            books.become(org, WalletState.ACTIVE);
            assertDenied(books.apply(hold(tx, user, 999)), ErrorCode.WALLET_FROZEN, user);
            books.become(user, WalletState.ACTIVE);
            assertDenied(books.apply(hold(tx, user, 999)), ErrorCode.WALLET_EXHAUSTED, team);
        }

        @ParameterizedTest
        @EnumSource(
                value = WalletState.class,
                names = {"FROZEN", "CLOSED"})
        void names_the_nearest_wallet_of_that_state(WalletState state) {
            books.become(org, state);
            books.become(team, state);
            LedgerOutcome outcome = books.apply(hold(tx, user, 1));
            assertThat(((LedgerOutcome.Denied) outcome).shortage().walletId()).isEqualTo(team);
        }

        @Test
        void does_not_keep_a_running_call_from_being_settled() {
            books.apply(hold(tx, user, 10));
            books.become(team, WalletState.CLOSED);
            assertThat(books.apply(settle(tx, user, 4))).isEqualTo(settled(tx, 4, 0));
        }
    }

    @Nested
    class A_settle {
        @ParameterizedTest
        @ValueSource(longs = {0, 1, 24, 25})
        void charges_the_cost_and_gives_the_rest_back_on_every_level(long cost) {
            books.apply(hold(tx, user, 25));
            assertThat(books.apply(settle(tx, user, cost))).isEqualTo(settled(tx, cost, 0));
            assertThat(books.counters(user)).isEqualTo(counters(null, 0, cost));
            assertThat(books.counters(team)).isEqualTo(counters(60L, 0, cost));
            assertThat(books.counters(org)).isEqualTo(counters(100L, 0, cost));
            assertThat(books.kinds()).containsExactly(Kind.HOLD, Kind.SETTLE);
        }

        @Test
        void beyond_the_hold_tops_up_while_every_level_has_room() {
            books.apply(hold(tx, user, 25));
            assertThat(books.apply(settle(tx, user, 60))).isEqualTo(settled(tx, 60, 0));
            assertThat(books.counters(team)).isEqualTo(counters(60L, 0, 60));
            assertThat(books.kinds()).containsExactly(Kind.HOLD, Kind.TOP_UP, Kind.SETTLE);
        }

        @Test
        void beyond_what_any_level_can_carry_leaves_the_rest_to_the_platform() {
            books.apply(hold(books.freshId(), org, 50));
            books.apply(hold(tx, user, 25));
            assertThat(books.apply(settle(tx, user, 60))).isEqualTo(settled(tx, 50, 10));
            assertThat(books.counters(org)).isEqualTo(counters(100L, 50, 50));
            assertThat(books.counters(team)).isEqualTo(counters(60L, 0, 50));
            assertThat(books.kinds())
                    .containsExactly(
                            Kind.HOLD, Kind.HOLD, Kind.TOP_UP, Kind.SETTLE, Kind.SHORTFALL);
            assertThat(books.log().getLast().event().kind()).isEqualTo(AuditKind.SHORTFALL);
            assertThat(books.log().getLast().event().data()).containsEntry("amount_nanos", 10L);
        }

        @Test
        void beyond_the_hold_takes_nothing_more_from_a_level_above_its_limit() {
            books.apply(hold(tx, user, 25));
            books.apply(limit(books.freshId(), team, 5L));
            assertThat(books.apply(settle(tx, user, 26))).isEqualTo(settled(tx, 25, 1));
        }

        @Test
        void keeps_the_tokens_and_whether_they_were_counted_by_us() {
            books.apply(hold(tx, user, 25));
            books.apply(
                    new LedgerOperation.Settle(
                            tx,
                            user,
                            Credits.ofNanos(3),
                            Optional.of(TokenUsage.estimated(11, 7)),
                            true));
            LedgerEntry entry = books.entries().getLast();
            assertThat(entry.context().usage()).isEqualTo(TokenUsage.estimated(11, 7));
            assertThat(entry.context().provisional()).isTrue();
            assertThat(books.log().getLast().event().data())
                    .containsEntry("prompt_tokens", 11L)
                    .containsEntry("completion_tokens", 7L)
                    .containsEntry("estimated", true)
                    .containsEntry("provisional", true)
                    .containsEntry("released_nanos", 22L)
                    .containsEntry("amount_nanos", 3L);
        }

        @Test
        void keeps_the_tokens_of_sound_where_there_are_any() {
            books.apply(hold(tx, user, 25));
            TokenUsage usage = TokenUsage.reported(11, 7).withAudio(0, 5);
            books.apply(
                    new LedgerOperation.Settle(
                            tx, user, Credits.ofNanos(3), Optional.of(usage), false));
            assertThat(books.entries().getLast().context().usage()).isEqualTo(usage);
            assertThat(books.log().getLast().event().data())
                    .containsEntry("audio_completion_tokens", 5L)
                    .doesNotContainKey("audio_prompt_tokens");
        }

        @Test
        void of_no_hold_is_rejected() {
            assertRejected(books.apply(settle(tx, user, 1)), ErrorCode.NOT_FOUND);
            assertRejected(books.apply(release(tx, user)), ErrorCode.NOT_FOUND);
            assertThat(books.log()).isEmpty();
        }
    }

    @Nested
    class A_hold_is_resolved_once {
        @Test
        void a_repeated_settle_gets_the_first_outcome_and_writes_nothing() {
            books.apply(hold(tx, user, 25));
            LedgerOutcome first = books.apply(settle(tx, user, 70));
            assertThat(first).isEqualTo(settled(tx, 60, 10));
            int rows = books.log().size();
            assertThat(books.apply(settle(tx, user, 70))).isEqualTo(first);
            assertThat(books.log()).hasSize(rows);
        }

        @Test
        void another_resolution_is_a_conflict_and_writes_nothing() {
            UUID released = books.freshId();
            books.apply(hold(tx, user, 25));
            books.apply(hold(released, user, 25));
            books.apply(settle(tx, user, 5));
            books.apply(release(released, user));
            int rows = books.log().size();
            assertConflict(books.apply(settle(tx, user, 6)));
            assertConflict(books.apply(release(tx, user)));
            assertConflict(books.apply(settle(released, user, 0)));
            assertThat(books.apply(release(released, user)))
                    .isEqualTo(new LedgerOutcome.Released(released));
            assertThat(books.log()).hasSize(rows);
        }

        @Test
        void also_when_hold_and_resolutions_share_a_batch() {
            assertThat(
                            books.applyTogether(
                                    hold(tx, user, 25),
                                    hold(tx, user, 25),
                                    settle(tx, user, 30),
                                    settle(tx, user, 30),
                                    hold(tx, user, 25),
                                    settle(tx, user, 25)))
                    .satisfiesExactly(
                            one -> assertThat(one).isEqualTo(held(tx, 25)),
                            two -> assertThat(two).isEqualTo(held(tx, 25)),
                            three -> assertThat(three).isEqualTo(settled(tx, 30, 0)),
                            four -> assertThat(four).isEqualTo(settled(tx, 30, 0)),
                            five -> assertThat(five).isEqualTo(held(tx, 25)),
                            six -> assertConflict(six));
            assertThat(books.kinds()).containsExactly(Kind.HOLD, Kind.TOP_UP, Kind.SETTLE);
            assertThat(books.counters(org)).isEqualTo(counters(100L, 0, 30));
        }

        @Test
        void a_release_gives_all_back_on_every_level() {
            books.apply(hold(tx, user, 25));
            assertThat(books.apply(release(tx, user))).isEqualTo(new LedgerOutcome.Released(tx));
            assertThat(books.counters(user)).isEqualTo(counters(null, 0, 0));
            assertThat(books.counters(org)).isEqualTo(counters(100L, 0, 0));
            assertThat(books.entries().getLast().context().reason()).isEqualTo("not served");
        }
    }

    @Nested
    class The_same_id {
        @Test
        void with_the_same_content_gets_the_first_outcome_again() {
            books.apply(hold(tx, user, 25));
            assertThat(books.apply(hold(tx, user, 25))).isEqualTo(held(tx, 25));
            assertThat(books.kinds()).containsExactly(Kind.HOLD);
        }

        @Test
        void gets_the_first_outcome_even_after_a_top_up() {
            books.apply(hold(tx, user, 25));
            books.apply(settle(tx, user, 30));
            assertThat(books.apply(hold(tx, user, 25))).isEqualTo(held(tx, 25));
            assertConflict(books.apply(hold(tx, user, 30)));
        }

        @Test
        void with_another_amount_wallet_or_call_is_a_conflict() {
            books.apply(hold(tx, user, 25));
            assertConflict(books.apply(hold(tx, user, 24)));
            assertConflict(books.apply(hold(tx, team, 25)));
            assertConflict(
                    books.apply(
                            new LedgerOperation.Hold(
                                    tx,
                                    user,
                                    Credits.ofNanos(25),
                                    new LedgerOperation.CallFacts(
                                            new UUID(7, 8), "openai", "gpt-4o", "1", false),
                                    MemoryBooks.DEADLINE)));
            assertThat(books.log()).hasSize(1);
        }

        @Test
        void with_another_wallet_resolves_nothing() {
            books.apply(hold(tx, user, 25));
            UUID stranger = books.open(null, 10L);
            assertConflict(books.apply(settle(tx, stranger, 1)));
            assertConflict(books.apply(release(tx, stranger)));
            assertConflict(books.apply(new LedgerOperation.MarkUnknown(tx, stranger)));
            assertThat(books.hold(tx).state()).isEqualTo(HoldState.OPEN);
            assertThat(books.log()).hasSize(1);
        }
    }

    @Nested
    class An_unknown_hold {
        @BeforeEach
        void mark() {
            books.apply(hold(tx, user, 25));
            assertThat(books.apply(new LedgerOperation.MarkUnknown(tx, user)))
                    .isEqualTo(new LedgerOutcome.Noted(tx));
        }

        @Test
        void keeps_its_amount_and_is_marked_once() {
            books.apply(new LedgerOperation.MarkUnknown(tx, user));
            assertThat(books.counters(org)).isEqualTo(counters(100L, 25, 0));
            assertThat(books.kinds()).containsExactly(Kind.HOLD, Kind.UNKNOWN);
        }

        @Test
        void can_still_be_settled() {
            assertThat(books.apply(settle(tx, user, 9))).isEqualTo(settled(tx, 9, 0));
            books.apply(new LedgerOperation.MarkUnknown(tx, user));
            assertThat(books.hold(tx).state()).isEqualTo(HoldState.SETTLED);
        }

        @Test
        void can_still_be_released() {
            books.apply(release(tx, user));
            assertThat(books.counters(org)).isEqualTo(counters(100L, 0, 0));
        }
    }

    @Nested
    class Progress {
        @Test
        void keeps_the_highest_figure_without_a_row_in_the_books() {
            books.apply(hold(tx, user, 25));
            books.applyTogether(progress(7), progress(5));
            assertThat(books.hold(tx).progress()).isEqualTo(7);
            assertThat(books.log()).hasSize(1);
        }

        @Test
        void after_the_end_is_ignored() {
            books.apply(hold(tx, user, 25));
            books.apply(settle(tx, user, 3));
            books.apply(progress(9));
            assertThat(books.hold(tx).progress()).isZero();
        }

        private LedgerOperation progress(long nanos) {
            return new LedgerOperation.Progress(tx, user, Credits.ofNanos(nanos));
        }
    }

    @Nested
    class A_limit {
        @Test
        void below_current_use_blocks_new_holds_and_loses_nothing() {
            books.apply(hold(tx, user, 50));
            assertThat(books.apply(limit(books.freshId(), team, 10L)))
                    .isInstanceOf(LedgerOutcome.Allotted.class);
            LedgerOutcome denied = books.apply(hold(books.freshId(), user, 0));
            assertExhausted(denied, team, 0);
            assertThat(((LedgerOutcome.Denied) denied).shortage().free())
                    .contains(Credits.ofNanos(-40));
            assertThat(books.apply(settle(tx, user, 9))).isEqualTo(settled(tx, 9, 0));
            assertThat(books.apply(hold(books.freshId(), user, 1)))
                    .isInstanceOf(LedgerOutcome.Held.class);
        }

        @Test
        void can_be_lifted_and_set_again() {
            books.apply(limit(books.freshId(), team, null));
            assertThat(books.counters(team)).isEqualTo(counters(null, 0, 0));
            assertExhausted(books.apply(hold(tx, user, 101)), org, 101);
            books.apply(limit(books.freshId(), team, 0L));
            assertThat(books.counters(team)).isEqualTo(counters(0L, 0, 0));
            assertThat(books.entries())
                    .extracting(entry -> entry.deltas().allotted())
                    .containsExactly(-60L, 0L);
        }

        @Test
        void repeated_gets_the_first_outcome_in_the_batch_and_after_it() {
            UUID op = books.freshId();
            LedgerOperation first = limit(op, team, 10L);
            assertThat(books.applyTogether(first, limit(books.freshId(), team, 20L), first))
                    .last()
                    .isEqualTo(new LedgerOutcome.Allotted(op, Optional.of(Credits.ofNanos(10))));
            books.apply(first);
            assertThat(books.counters(team)).isEqualTo(counters(20L, 0, 0));
            assertConflict(books.apply(limit(op, team, 11L)));
            assertConflict(books.apply(limit(op, team, null)));
            assertConflict(books.apply(limit(op, org, 10L)));
            assertConflict(books.apply(grant(op, team, 10)));
        }

        @Test
        void of_an_unknown_wallet_is_rejected() {
            assertRejected(books.apply(limit(tx, books.freshId(), 1L)), ErrorCode.NOT_FOUND);
            assertRejected(books.apply(grant(tx, books.freshId(), 1)), ErrorCode.NOT_FOUND);
        }

        @Test
        void records_actor_and_reason_in_the_entry_and_no_text_in_the_log() {
            books.apply(limit(tx, team, 10L));
            assertThat(books.entries().getLast().context().reason()).isEqualTo("plan");
            AuditEvent event = books.log().getLast().event();
            assertThat(event.actorId()).isEqualTo(MemoryBooks.ACTOR);
            assertThat(event.data())
                    .containsEntry("allotted_before_nanos", 60L)
                    .containsEntry("allotted_after_nanos", 10L)
                    .containsEntry("reason_given", true);
        }
    }

    @Nested
    class A_grant {
        @Test
        void adds_to_the_limit_once() {
            LedgerOperation grant = grant(tx, team, 5);
            assertThat(books.applyTogether(grant, grant))
                    .containsOnly(new LedgerOutcome.Allotted(tx, Optional.of(Credits.ofNanos(65))));
            books.apply(grant);
            assertThat(books.counters(team)).isEqualTo(counters(65L, 0, 0));
            assertConflict(books.apply(grant(tx, team, 6)));
            assertConflict(books.apply(limit(tx, team, 65L)));
        }

        @Test
        void to_a_wallet_without_a_limit_is_rejected() {
            assertRejected(books.apply(grant(tx, user, 5)), ErrorCode.CONFLICT);
        }

        @Test
        void reaches_the_largest_allotment_and_not_one_nano_more() {
            long most = LedgerOperation.ALLOTTED_MAX_NANOS;
            assertRejected(books.apply(grant(tx, team, most - 59)), ErrorCode.CONFLICT);
            books.apply(grant(tx, team, most - 60));
            assertThat(books.counters(team)).isEqualTo(counters(most, 0, 0));
        }
    }

    @Nested
    class What_is_written {
        @Test
        void names_the_audit_row_of_every_entry() {
            books.apply(hold(tx, user, 25));
            books.apply(settle(tx, user, 99));
            books.apply(grant(books.freshId(), org, 9));
            for (LedgerEntry entry : books.entries()) {
                AuditRow row = books.log().get((int) entry.chainSeq() - 1);
                assertThat(row.seq()).isEqualTo(entry.chainSeq());
                assertThat(row.event().kind().name()).isEqualTo(entry.kind().name());
                assertThat(row.event().txId()).isEqualTo(entry.txId());
            }
        }

        @Test
        void touches_only_wallets_of_the_chain() {
            UUID other = books.open(org, 5L);
            books.apply(
                    List.of(hold(tx, team, 1), hold(books.freshId(), other, 6)),
                    plan ->
                            assertThat(plan.wallets())
                                    .filteredOn(WalletLine::changed)
                                    .extracting(WalletLine::id)
                                    .containsExactlyInAnyOrder(org, team));
        }
    }

    @Nested
    class An_operation_beyond_the_bounds {
        @Test
        void cannot_be_made() {
            long most = LedgerOperation.HOLD_MAX_NANOS;
            assertThat(hold(tx, user, most).amount()).isEqualTo(Credits.ofNanos(most));
            for (long wrong : new long[] {-1, most + 1}) {
                assertThatThrownBy(() -> hold(tx, user, wrong))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> settle(tx, user, wrong))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(
                                () ->
                                        new LedgerOperation.Progress(
                                                tx, user, Credits.ofNanos(wrong)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            for (long wrong : new long[] {-1, LedgerOperation.ALLOTTED_MAX_NANOS + 1}) {
                assertThatThrownBy(() -> limit(tx, user, wrong))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> grant(tx, user, wrong))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }

        @Test
        void has_no_reason_that_the_database_cannot_take() {
            String longest = "x".repeat(LedgerOperation.REASON_MAX_CHARS);
            assertThat(grantFor(longest).reason()).isEqualTo(longest);
            for (String wrong : List.of(longest + "x", "a\u0000b", "half \ud83d")) {
                assertThatThrownBy(() -> grantFor(wrong))
                        .isInstanceOfSatisfying(
                                AlfredException.class,
                                e -> {
                                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                                    assertThat(e.param()).contains("reason");
                                });
            }
        }

        private LedgerOperation.Grant grantFor(String reason) {
            return new LedgerOperation.Grant(tx, user, Credits.ZERO, MemoryBooks.ACTOR, reason);
        }
    }

    @Test
    void a_deadline_in_the_far_future_is_no_obstacle() {
        assertThat(
                        books.apply(
                                new LedgerOperation.Hold(
                                        tx,
                                        user,
                                        Credits.ofNanos(1),
                                        MemoryBooks.CALL,
                                        Instant.ofEpochSecond(200_000_000_000L))))
                .isEqualTo(held(tx, 1));
    }

    private static LedgerOutcome held(UUID tx, long nanos) {
        return new LedgerOutcome.Held(tx, Credits.ofNanos(nanos));
    }

    private static LedgerOutcome settled(UUID tx, long charged, long shortfall) {
        return new LedgerOutcome.Settled(tx, Credits.ofNanos(charged), Credits.ofNanos(shortfall));
    }

    private static WalletLine.Counters counters(@Nullable Long allotted, long held, long spent) {
        return new WalletLine.Counters(allotted, held, spent);
    }

    private static void assertExhausted(LedgerOutcome outcome, UUID wallet, long needed) {
        assertDenied(outcome, ErrorCode.WALLET_EXHAUSTED, wallet);
        assertThat(((LedgerOutcome.Denied) outcome).shortage().needed())
                .isEqualTo(Credits.ofNanos(needed));
    }

    private static void assertDenied(LedgerOutcome outcome, ErrorCode code, UUID wallet) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        LedgerOutcome.Denied.class,
                        denied -> {
                            assertThat(denied.code()).isEqualTo(code);
                            assertThat(denied.shortage().walletId()).isEqualTo(wallet);
                        });
    }

    private static void assertConflict(LedgerOutcome outcome) {
        assertRejected(outcome, ErrorCode.IDEMPOTENCY_CONFLICT);
    }

    private static void assertRejected(LedgerOutcome outcome, ErrorCode code) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        LedgerOutcome.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(code));
    }
}
