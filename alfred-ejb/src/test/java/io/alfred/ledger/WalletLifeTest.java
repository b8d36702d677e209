package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.hold;
import static io.alfred.ledger.MemoryBooks.release;
import static io.alfred.ledger.MemoryBooks.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditRow;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Soft limits, periods, states, model limits and the breaker, as the rules decide them. */
class WalletLifeTest {
    private static final Instant JANUARY = Instant.parse("2026-01-31T23:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
    private static final Period MONTHLY =
            new Period(PeriodUnit.MONTH, ZoneId.of("UTC"), Period.DEFAULT_ANCHOR);

    private final MemoryBooks books = new MemoryBooks();

    private List<Object> warnings(UUID wallet) {
        return books.log().stream()
                .filter(row -> row.event().kind() == AuditKind.WARN)
                .filter(row -> wallet.equals(row.event().subjectId()))
                .map(row -> row.event().data().get("percent"))
                .toList();
    }

    private List<AuditKind> kinds() {
        return books.log().stream().map(row -> row.event().kind()).toList();
    }

    private UUID monthly(long limit) {
        UUID wallet = books.open(null, null);
        books.clockTo(JANUARY);
        books.apply(MemoryBooks.limit(books.freshId(), wallet, limit));
        books.apply(new LedgerOperation.SetPeriod(wallet, MONTHLY, false, MemoryBooks.ACTOR));
        return wallet;
    }

    @Test
    void each_soft_limit_is_announced_once_in_a_period_before_the_hold_it_belongs_to_is_told() {
        UUID wallet = books.open(null, 100L);
        books.apply(hold(books.freshId(), wallet, 79));
        assertThat(warnings(wallet)).isEmpty();
        UUID tx = books.freshId();
        books.apply(hold(tx, wallet, 1));
        assertThat(warnings(wallet)).containsExactly(80);
        books.apply(release(tx, wallet));
        books.apply(hold(books.freshId(), wallet, 17));
        assertThat(warnings(wallet)).containsExactly(80, 90, 95);
        books.apply(hold(books.freshId(), wallet, 4));
        assertThat(warnings(wallet)).containsExactly(80, 90, 95, 100);
        assertThat(kinds().getLast()).isEqualTo(AuditKind.WARN);
    }

    @Test
    void a_soft_limit_is_announced_on_every_level_that_it_is_crossed_on() {
        UUID org = books.open(null, 1_000L);
        UUID user = books.open(org, 100L);
        books.apply(hold(books.freshId(), user, 85));
        assertThat(warnings(user)).containsExactly(80);
        assertThat(warnings(org)).isEmpty();
    }

    @Test
    void own_soft_limits_replace_the_installations_and_an_empty_list_is_silence() {
        UUID wallet = books.open(null, 100L);
        books.apply(
                new LedgerOperation.SetSoftLimits(
                        wallet, Optional.of(List.of(10, 50)), MemoryBooks.ACTOR));
        books.apply(hold(books.freshId(), wallet, 85));
        assertThat(warnings(wallet)).containsExactly(10, 50);
        UUID silent = books.open(null, 100L);
        books.apply(
                new LedgerOperation.SetSoftLimits(
                        silent, Optional.of(List.of()), MemoryBooks.ACTOR));
        books.apply(hold(books.freshId(), silent, 100));
        assertThat(warnings(silent)).isEmpty();
    }

    @Test
    void a_grant_lets_a_soft_limit_be_crossed_again_and_a_lower_limit_crosses_it() {
        UUID wallet = books.open(null, 100L);
        books.apply(hold(books.freshId(), wallet, 80));
        books.apply(MemoryBooks.grant(books.freshId(), wallet, 100));
        books.apply(hold(books.freshId(), wallet, 80));
        assertThat(warnings(wallet)).containsExactly(80, 80);
        books.apply(MemoryBooks.limit(books.freshId(), wallet, 170L));
        assertThat(warnings(wallet)).containsExactly(80, 80, 90);
    }

    @Test
    void soft_limits_are_percents_in_order_and_at_most_ten() {
        UUID wallet = books.open(null, 1L);
        for (List<Integer> wrong :
                List.of(List.of(0), List.of(101), List.of(50, 50), List.of(90, 80))) {
            assertThatThrownBy(
                            () ->
                                    new LedgerOperation.SetSoftLimits(
                                            wallet, Optional.of(wrong), MemoryBooks.ACTOR))
                    .isInstanceOf(AlfredException.class);
        }
        List<Integer> ten = IntStream.rangeClosed(1, 10).boxed().toList();
        List<Integer> eleven = IntStream.rangeClosed(1, 11).boxed().toList();
        new LedgerOperation.SetSoftLimits(wallet, Optional.of(ten), MemoryBooks.ACTOR);
        assertThatThrownBy(
                        () ->
                                new LedgerOperation.SetSoftLimits(
                                        wallet, Optional.of(eleven), MemoryBooks.ACTOR))
                .isInstanceOf(AlfredException.class);
    }

    @Test
    void a_call_settles_in_the_period_in_which_it_began() {
        UUID wallet = monthly(100);
        UUID tx = books.freshId();
        books.apply(hold(tx, wallet, 90));
        books.clockTo(FEBRUARY);
        assertThat(books.apply(hold(books.freshId(), wallet, 90)))
                .isInstanceOf(LedgerOutcome.Held.class);
        books.apply(settle(tx, wallet, 70));
        assertThat(books.counters(wallet)).isEqualTo(new WalletLine.Counters(100L, 90, 0));
        assertThat(books.periods())
                .singleElement()
                .satisfies(
                        over -> {
                            assertThat(over.counters())
                                    .isEqualTo(new WalletLine.Counters(100L, 0, 70));
                            assertThat(over.end()).isEqualTo(FEBRUARY);
                        });
    }

    @Test
    void the_moment_before_its_end_belongs_to_the_period() {
        UUID wallet = monthly(100);
        books.apply(hold(books.freshId(), wallet, 100));
        books.clockTo(FEBRUARY.minusNanos(1_000));
        assertThat(books.apply(hold(books.freshId(), wallet, 1)))
                .isInstanceOf(LedgerOutcome.Denied.class);
        assertThat(books.apply(hold(books.freshId(), wallet, 1)))
                .as("a microsecond later")
                .isInstanceOf(LedgerOutcome.Held.class);
    }

    @Test
    void a_refusal_tells_when_the_next_period_begins() {
        UUID wallet = monthly(100);
        assertThat(books.apply(hold(books.freshId(), wallet, 101)))
                .isInstanceOfSatisfying(
                        LedgerOutcome.Denied.class,
                        denied -> assertThat(denied.shortage().resetAt()).contains(FEBRUARY));
    }

    @Test
    void a_grant_lasts_for_its_period_and_a_limit_for_good() {
        UUID wallet = monthly(100);
        books.apply(MemoryBooks.grant(books.freshId(), wallet, 50));
        assertThat(books.counters(wallet).allotted()).isEqualTo(150);
        books.clockTo(FEBRUARY);
        books.apply(new LedgerOperation.Renew(wallet));
        assertThat(books.counters(wallet).allotted()).isEqualTo(100);
    }

    @Test
    void what_was_not_used_is_carried_over_only_when_asked() {
        UUID wallet = monthly(100);
        books.apply(new LedgerOperation.SetPeriod(wallet, MONTHLY, true, MemoryBooks.ACTOR));
        UUID tx = books.freshId();
        books.apply(hold(tx, wallet, 40));
        books.apply(settle(tx, wallet, 30));
        books.apply(hold(books.freshId(), wallet, 20));
        books.clockTo(FEBRUARY);
        books.apply(new LedgerOperation.Renew(wallet));
        assertThat(books.counters(wallet)).isEqualTo(new WalletLine.Counters(150L, 0, 0));
    }

    @Test
    void periods_that_nobody_looked_at_are_skipped() {
        UUID wallet = monthly(100);
        books.clockTo(Instant.parse("2026-07-15T00:00:00Z"));
        books.apply(new LedgerOperation.Renew(wallet));
        assertThat(books.line(wallet).current().key().number()).isEqualTo(2);
        assertThat(books.line(wallet).current().start()).isEqualTo("2026-07-01T00:00:00Z");
        assertThat(books.kinds()).containsOnlyOnce(LedgerEntry.Kind.RESET);
    }

    @Test
    void a_frozen_wallet_refuses_until_it_is_released_and_running_calls_settle() {
        UUID org = books.open(null, 100L);
        UUID user = books.open(org, null);
        UUID tx = books.freshId();
        books.apply(hold(tx, user, 10));
        books.apply(new LedgerOperation.Freeze(org, MemoryBooks.ACTOR, "stop"));
        assertThat(books.apply(hold(books.freshId(), user, 1)))
                .isInstanceOfSatisfying(
                        LedgerOutcome.Denied.class,
                        denied -> assertThat(denied.code()).isEqualTo(ErrorCode.WALLET_FROZEN));
        assertThat(books.apply(settle(tx, user, 5))).isInstanceOf(LedgerOutcome.Settled.class);
        books.apply(new LedgerOperation.Thaw(org));
        assertThat(books.line(org).state()).as("no cool-down").isEqualTo(WalletState.FROZEN);
        books.apply(new LedgerOperation.Unfreeze(org, MemoryBooks.ACTOR, "go"));
        assertThat(books.apply(hold(books.freshId(), user, 1)))
                .isInstanceOf(LedgerOutcome.Held.class);
    }

    @Test
    void a_closed_wallet_stays_closed_and_running_calls_settle() {
        UUID wallet = books.open(null, 100L);
        UUID tx = books.freshId();
        books.apply(hold(tx, wallet, 10));
        books.apply(new LedgerOperation.Close(wallet, MemoryBooks.ACTOR, "over"));
        int rows = books.log().size();
        for (LedgerOperation late :
                List.of(
                        new LedgerOperation.Unfreeze(wallet, MemoryBooks.ACTOR, "go"),
                        new LedgerOperation.Freeze(wallet, MemoryBooks.ACTOR, "stop"),
                        new LedgerOperation.SetPeriod(wallet, MONTHLY, false, MemoryBooks.ACTOR))) {
            assertThat(books.apply(late)).isInstanceOf(LedgerOutcome.Rejected.class);
        }
        assertThat(books.apply(new LedgerOperation.Close(wallet, MemoryBooks.ACTOR, "again")))
                .isInstanceOf(LedgerOutcome.Changed.class);
        assertThat(books.log()).as("nothing happened").hasSize(rows);
        assertThat(books.apply(settle(tx, wallet, 5))).isInstanceOf(LedgerOutcome.Settled.class);
    }

    @Test
    void a_model_limit_bounds_its_models_and_no_others() {
        UUID wallet = books.open(null, 1_000L);
        UUID limit = books.freshId();
        assertThat(
                        books.apply(
                                new LedgerOperation.OpenModelLimit(
                                        limit, wallet, "openai/gpt-4*", MemoryBooks.ACTOR)))
                .isEqualTo(new LedgerOutcome.Changed(limit));
        assertThat(
                        books.apply(
                                new LedgerOperation.OpenModelLimit(
                                        books.freshId(),
                                        wallet,
                                        "openai/gpt-4*",
                                        MemoryBooks.ACTOR)))
                .as("it is there")
                .isEqualTo(new LedgerOutcome.Changed(limit));
        books.apply(MemoryBooks.limit(books.freshId(), limit, 10L));
        assertThat(books.apply(hold(books.freshId(), wallet, 8)))
                .isInstanceOf(LedgerOutcome.Held.class);
        assertThat(books.apply(hold(books.freshId(), wallet, 3)))
                .isInstanceOfSatisfying(
                        LedgerOutcome.Denied.class,
                        denied -> assertThat(denied.shortage().walletId()).isEqualTo(limit));
        LedgerOperation.Hold other =
                new LedgerOperation.Hold(
                        books.freshId(),
                        wallet,
                        Credits.ofNanos(500),
                        new LedgerOperation.CallFacts(new UUID(7, 7), "openai", "o3", "1", false),
                        MemoryBooks.DEADLINE);
        assertThat(books.apply(other)).isInstanceOf(LedgerOutcome.Held.class);
        assertThat(books.counters(limit).held()).isEqualTo(8);
        assertThat(books.counters(wallet).held()).isEqualTo(508);
    }

    @Test
    void a_moved_wallet_counts_under_its_new_parent_and_running_calls_under_the_old_one() {
        UUID before = books.open(null, 100L);
        UUID after = books.open(null, 100L);
        UUID team = books.open(before, null);
        UUID user = books.open(team, null);
        UUID tx = books.freshId();
        books.apply(hold(tx, user, 10));
        books.apply(
                new LedgerOperation.Reparent(
                        team, Optional.of(after), MemoryBooks.ACTOR, "reorganised"));
        books.apply(hold(books.freshId(), user, 20));
        books.apply(settle(tx, user, 7));
        assertThat(books.counters(before)).isEqualTo(new WalletLine.Counters(100L, 0, 7));
        assertThat(books.counters(after)).isEqualTo(new WalletLine.Counters(100L, 20, 0));
        assertThat(books.line(user).path()).containsExactly(user, team, after);
        assertThat(
                        books.apply(
                                new LedgerOperation.Reparent(
                                        after, Optional.of(user), MemoryBooks.ACTOR, "circle")))
                .isInstanceOf(LedgerOutcome.Rejected.class);
    }

    @Test
    void a_transfer_moves_both_sides_or_none_and_never_what_is_used() {
        UUID org = books.open(null, 1_000L);
        UUID one = books.open(org, 100L);
        UUID two = books.open(org, 100L);
        books.apply(hold(books.freshId(), one, 70));
        UUID op = books.freshId();
        LedgerOperation.Transfer transfer = transfer(op, one, two, 30);
        assertThat(books.apply(transfer))
                .isEqualTo(new LedgerOutcome.Allotted(op, Optional.of(Credits.ofNanos(70))));
        assertThat(books.apply(transfer))
                .as("the first outcome again")
                .isEqualTo(new LedgerOutcome.Allotted(op, Optional.of(Credits.ofNanos(70))));
        assertThat(books.apply(transfer(op, one, org, 30)))
                .as("other content")
                .isInstanceOf(LedgerOutcome.Rejected.class);
        assertThat(books.apply(transfer(books.freshId(), one, two, 1)))
                .as("nothing is free")
                .isInstanceOf(LedgerOutcome.Rejected.class);
        assertThat(books.counters(one).allotted()).isEqualTo(70);
        assertThat(books.counters(two).allotted()).isEqualTo(130);
        UUID unlimited = books.open(org, null);
        assertThat(books.apply(transfer(books.freshId(), two, unlimited, 1)))
                .isInstanceOf(LedgerOutcome.Rejected.class);
    }

    private static LedgerOperation.Transfer transfer(UUID op, UUID from, UUID to, long nanos) {
        return new LedgerOperation.Transfer(
                op, from, to, Credits.ofNanos(nanos), MemoryBooks.ACTOR, "share");
    }

    @Test
    void an_adjustment_of_the_other_sign_is_other_content() {
        UUID wallet = books.open(null, 100L);
        UUID op = books.freshId();
        books.apply(adjust(op, wallet, -40));
        assertThat(books.counters(wallet).allotted()).isEqualTo(60);
        assertThat(books.apply(adjust(op, wallet, 40))).isInstanceOf(LedgerOutcome.Rejected.class);
        assertThat(books.apply(adjust(op, wallet, -40))).isInstanceOf(LedgerOutcome.Allotted.class);
        assertThat(books.apply(adjust(books.freshId(), wallet, -61)))
                .as("below zero")
                .isInstanceOf(LedgerOutcome.Rejected.class);
        assertThat(books.counters(wallet).allotted()).isEqualTo(60);
    }

    private static LedgerOperation.Adjust adjust(UUID op, UUID wallet, long nanos) {
        return new LedgerOperation.Adjust(
                op, wallet, Credits.ofNanos(nanos), MemoryBooks.ACTOR, "wrong");
    }

    @Test
    void a_spike_freezes_the_nearest_wallet_with_the_charge_and_the_next_hold_is_refused() {
        books.rule(
                new LedgerRules(
                        List.of(),
                        new SpikeRule(
                                Duration.ofSeconds(10),
                                5,
                                Credits.ofNanos(100),
                                3,
                                Duration.ofMinutes(1))));
        UUID org = books.open(null, null);
        UUID user = books.open(org, null);
        UUID other = books.open(org, null);
        Instant start = Instant.parse("2026-05-01T00:00:00Z");
        for (int i = 0; i < 20; i++) {
            spend(user, 100, start.plusSeconds(10L * i));
        }
        Instant burst = start.plusSeconds(200);
        spend(user, 2_000, burst);
        books.clockTo(burst.plusSeconds(1));
        assertThat(books.apply(hold(books.freshId(), user, 1)))
                .isInstanceOfSatisfying(
                        LedgerOutcome.Denied.class,
                        denied -> assertThat(denied.code()).isEqualTo(ErrorCode.WALLET_FROZEN));
        assertThat(books.apply(hold(books.freshId(), other, 1)))
                .as("what lies beside it goes on")
                .isInstanceOf(LedgerOutcome.Held.class);
        AuditRow freeze =
                books.log().stream()
                        .filter(row -> row.event().kind() == AuditKind.FREEZE)
                        .findFirst()
                        .orElseThrow();
        assertThat(freeze.event().data()).containsEntry("by", "breaker");
        assertThat(books.alerts())
                .singleElement()
                .satisfies(
                        alert -> {
                            assertThat(alert.kind()).isEqualTo(LedgerAlert.Kind.SPEND_SPIKE);
                            assertThat(alert.subjectId()).isEqualTo(user);
                        });

        books.apply(new LedgerOperation.Thaw(user));
        assertThat(books.line(user).state()).as("too early").isEqualTo(WalletState.FROZEN);
        books.clockTo(burst.plusSeconds(61));
        books.apply(new LedgerOperation.Thaw(user));
        assertThat(books.line(user).state()).isEqualTo(WalletState.ACTIVE);
    }

    private void spend(UUID wallet, long nanos, Instant at) {
        UUID tx = books.freshId();
        books.clockTo(at);
        books.apply(hold(tx, wallet, nanos));
        books.apply(settle(tx, wallet, nanos));
    }
}
