package io.alfred.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditRow;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** A call that costs 50 and, for each of up to 100 tokens, 10 nano-credits more. */
class OnShortageTest {
    private static final Lowering LOWERING = new Lowering(100, 10_000_000);

    private final MemoryBooks books = new MemoryBooks();

    @Test
    void a_wallet_refuses_unless_told_otherwise() {
        UUID wallet = books.open(null, 1_049L);
        assertThat(code(books.apply(hold(wallet)))).isEqualTo(ErrorCode.WALLET_EXHAUSTED);
        set(wallet, OnShortage.LOWER);
        assertThat(books.apply(hold(wallet))).isInstanceOf(LedgerOutcome.Held.class);
        set(wallet, OnShortage.REFUSE);
        assertThat(code(books.apply(hold(wallet)))).isEqualTo(ErrorCode.WALLET_EXHAUSTED);
    }

    @Test
    void what_fits_is_not_lowered() {
        UUID wallet = lowering(null, 1_050L);
        LedgerOperation.Hold hold = hold(wallet);
        assertThat(books.apply(hold))
                .isEqualTo(new LedgerOutcome.Held(hold.txId(), Credits.ofNanos(1_050)));
        assertThat(data(AuditKind.HOLD)).doesNotContain("output_limit");
    }

    @Test
    void one_nano_short_takes_one_token_and_the_log_says_so() {
        UUID wallet = lowering(null, 1_049L);
        LedgerOperation.Hold hold = hold(wallet);
        assertThat(books.apply(hold)).isEqualTo(held(hold, 1_040, 99));
        assertThat(books.line(wallet).counters().held()).isEqualTo(1_040);
        assertThat(data(AuditKind.HOLD))
                .contains("\"output_limit\":99", "\"asked_nanos\":1050", "\"amount_nanos\":1040");
        assertThat(kinds()).doesNotContain(AuditKind.BLOCK);
    }

    @Test
    void the_least_of_all_levels_decides_model_limits_included() {
        UUID org = books.open(null, 500L);
        UUID user = lowering(org, 800L);
        LedgerOperation.Hold first = hold(user);
        assertThat(books.apply(first)).isEqualTo(held(first, 500, 45));
        books.apply(MemoryBooks.release(first.txId(), user));
        UUID limit = books.freshId();
        books.apply(
                new LedgerOperation.OpenModelLimit(
                        limit, user, "openai/gpt-4*", MemoryBooks.ACTOR));
        books.apply(MemoryBooks.limit(books.freshId(), limit, 300L));
        LedgerOperation.Hold second = hold(user);
        assertThat(books.apply(second)).isEqualTo(held(second, 300, 25));
    }

    @Test
    void one_token_is_the_least_and_less_is_refused_with_the_full_amount_needed() {
        UUID wallet = lowering(null, 60L);
        LedgerOperation.Hold hold = hold(wallet);
        assertThat(books.apply(hold)).isEqualTo(held(hold, 60, 1));
        UUID poorer = lowering(null, 59L);
        LedgerOutcome denied = books.apply(hold(poorer));
        assertThat(code(denied)).isEqualTo(ErrorCode.WALLET_EXHAUSTED);
        assertThat(((LedgerOutcome.Denied) denied).shortage().needed())
                .isEqualTo(Credits.ofNanos(1_050));
        assertThat(kinds()).contains(AuditKind.BLOCK);
    }

    @Test
    void calls_of_one_batch_share_what_is_left() {
        UUID wallet = lowering(null, 1_500L);
        LedgerOperation.Hold first = hold(wallet);
        LedgerOperation.Hold second = hold(wallet);
        LedgerOperation.Hold third = hold(wallet);
        List<LedgerOutcome> outcomes = books.applyTogether(first, second, third);
        assertThat(outcomes.get(0))
                .isEqualTo(new LedgerOutcome.Held(first.txId(), Credits.ofNanos(1_050)));
        assertThat(outcomes.get(1)).isEqualTo(held(second, 450, 40));
        assertThat(code(outcomes.get(2))).isEqualTo(ErrorCode.WALLET_EXHAUSTED);
    }

    @Test
    void the_choice_is_that_of_the_wallet_that_pays_and_not_of_one_above() {
        UUID org = lowering(null, 500L);
        UUID user = books.open(org, null);
        assertThat(code(books.apply(hold(user)))).isEqualTo(ErrorCode.WALLET_EXHAUSTED);
    }

    @Test
    void a_frozen_or_a_closed_or_an_overdrawn_wallet_lowers_nothing() {
        UUID wallet = lowering(null, 500L);
        books.become(wallet, WalletState.FROZEN);
        assertThat(code(books.apply(hold(wallet)))).isEqualTo(ErrorCode.WALLET_FROZEN);
        books.become(wallet, WalletState.CLOSED);
        assertThat(code(books.apply(hold(wallet)))).isEqualTo(ErrorCode.WALLET_CLOSED);
        UUID overdrawn = lowering(null, 500L);
        books.apply(MemoryBooks.hold(books.freshId(), overdrawn, 500));
        books.apply(MemoryBooks.limit(books.freshId(), overdrawn, 100L));
        assertThat(code(books.apply(hold(overdrawn)))).isEqualTo(ErrorCode.WALLET_EXHAUSTED);
    }

    @Test
    void a_call_that_cannot_be_lowered_is_refused() {
        UUID wallet = lowering(null, 500L);
        LedgerOutcome outcome = books.apply(MemoryBooks.hold(books.freshId(), wallet, 501));
        assertThat(code(outcome)).isEqualTo(ErrorCode.WALLET_EXHAUSTED);
    }

    @Test
    void a_repeat_gets_the_lowered_outcome_again() {
        UUID wallet = lowering(null, 800L);
        LedgerOperation.Hold hold = hold(wallet);
        LedgerOutcome first = books.apply(hold);
        assertThat(first).isEqualTo(held(hold, 800, 75));
        assertThat(books.apply(hold)).isEqualTo(first);
        assertThat(books.line(wallet).counters().held()).isEqualTo(800);
    }

    @Test
    void setting_it_is_logged_once() {
        UUID wallet = books.open(null, 1L);
        set(wallet, OnShortage.LOWER);
        set(wallet, OnShortage.LOWER);
        assertThat(kinds().stream().filter(AuditKind.ON_SHORTAGE_SET::equals)).hasSize(1);
        assertThat(data(AuditKind.ON_SHORTAGE_SET)).contains("\"choice\":\"lower\"");
    }

    private UUID lowering(@Nullable UUID parent, @Nullable Long allotted) {
        UUID wallet = books.open(parent, allotted);
        set(wallet, OnShortage.LOWER);
        return wallet;
    }

    private void set(UUID wallet, OnShortage choice) {
        books.apply(new LedgerOperation.SetOnShortage(wallet, choice, MemoryBooks.ACTOR));
    }

    private LedgerOperation.Hold hold(UUID wallet) {
        return new LedgerOperation.Hold(
                books.freshId(),
                wallet,
                Credits.ofNanos(1_050),
                MemoryBooks.CALL,
                MemoryBooks.DEADLINE,
                Optional.of(LOWERING),
                CallLinks.NONE);
    }

    private static LedgerOutcome held(LedgerOperation.Hold hold, long nanos, long limit) {
        return new LedgerOutcome.Held(hold.txId(), Credits.ofNanos(nanos), OptionalLong.of(limit));
    }

    private static ErrorCode code(LedgerOutcome outcome) {
        return ((LedgerOutcome.Denied) outcome).code();
    }

    private List<AuditKind> kinds() {
        return books.log().stream().map(row -> row.event().kind()).toList();
    }

    private String data(AuditKind kind) {
        AuditRow row =
                books.log().stream()
                        .filter(each -> each.event().kind() == kind)
                        .reduce((older, newer) -> newer)
                        .orElseThrow();
        return new String(row.payload(), StandardCharsets.UTF_8);
    }
}
