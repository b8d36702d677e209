package io.alfred.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Credits;
import io.alfred.ledger.CallBook.BookedCall;
import io.alfred.ledger.HoldState;
import io.alfred.reconcile.Comparison.Closing;
import io.alfred.reconcile.Difference.Kind;

import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

class ComparisonTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final BillLine.Group GROUP = new BillLine.Group("openai", "gpt-4o", DAY);
    private static final Comparison.Rules CAREFUL = new Comparison.Rules(false, false);
    private static final UUID TX = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);

    private final ProviderBill bill = new ProviderBill();
    private int lines = 1;

    @Test
    void a_call_with_the_billed_charge_agrees() {
        billed(TX, 7);
        Comparison found = compare(CAREFUL, settled(TX, 7, 0));
        assertThat(found.agreed()).isEqualTo(1);
        assertThat(found.closings()).isEmpty();
        assertThat(found.findings().total()).isZero();
        assertThat(found.booked()).isEqualTo(Credits.ofNanos(7));
    }

    @Test
    void what_no_wallet_could_carry_counts_as_billed() {
        billed(TX, 7);
        assertThat(compare(CAREFUL, settled(TX, 4, 3)).agreed()).isEqualTo(1);
    }

    @Test
    void unknown_and_provisional_calls_are_closed_by_their_line() {
        billed(TX, 7);
        billed(OTHER, 0);
        Comparison found = compare(CAREFUL, unknown(TX), provisional(OTHER, 5));
        assertThat(found.closings())
                .extracting(Closing::cost)
                .containsExactly(Credits.ofNanos(7), Credits.ZERO);
        assertThat(found.findings().total()).isZero();
        assertThat(found.booked()).isEqualTo(Credits.ofNanos(5));
    }

    @Test
    void a_provisional_charge_of_the_billed_amount_is_closed_too() {
        billed(TX, 5);
        assertThat(compare(CAREFUL, provisional(TX, 5)).closings()).hasSize(1);
    }

    @Test
    void a_final_charge_of_another_amount_is_listed_and_not_changed() {
        billed(TX, 7);
        Comparison found = compare(CAREFUL, settled(TX, 8, 0));
        assertThat(found.closings()).isEmpty();
        Difference difference = only(found);
        assertThat(difference.kind()).isEqualTo(Kind.AMOUNT);
        assertThat(difference.line()).contains(2);
        assertThat(difference.transaction()).contains(TX.toString());
        assertThat(difference.billed()).contains(Credits.ofNanos(7));
        assertThat(difference.booked()).contains(Credits.ofNanos(8));
    }

    @Test
    void a_released_call_that_was_billed_is_listed_and_charged_on_demand_only() {
        billed(TX, 7);
        assertThat(only(compare(CAREFUL, released(TX))).kind()).isEqualTo(Kind.RELEASED);
        Comparison found = compare(new Comparison.Rules(false, true), released(TX));
        assertThat(found.closings()).extracting(Closing::cost).containsExactly(Credits.ofNanos(7));
        assertThat(found.findings().total()).isZero();
    }

    @Test
    void a_running_call_waits() {
        billed(TX, 7);
        assertThat(only(compare(CAREFUL, call(TX, HoldState.OPEN, false, 0, 0))).kind())
                .isEqualTo(Kind.RUNNING);
    }

    @Test
    void a_call_that_a_bill_of_single_calls_does_not_list_is_listed() {
        billed(OTHER, 1);
        Comparison found =
                compare(
                        CAREFUL,
                        settled(OTHER, 1, 0),
                        settled(new UUID(2, 1), 4, 0),
                        settled(new UUID(2, 2), 0, 0),
                        released(new UUID(2, 3)),
                        call(new UUID(2, 4), HoldState.OPEN, false, 0, 0),
                        unknown(new UUID(2, 5)),
                        provisional(new UUID(2, 6), 3));
        assertThat(found.findings().listed())
                .extracting(Difference::kind)
                .containsExactly(Kind.NOT_BILLED, Kind.UNCLOSED, Kind.UNCLOSED);
        assertThat(found.closings()).isEmpty();
    }

    @Test
    void it_counts_as_unserved_on_demand_only_and_never_when_its_charge_is_final() {
        billed(OTHER, 1);
        Comparison found =
                compare(
                        new Comparison.Rules(true, false),
                        settled(OTHER, 1, 0),
                        settled(new UUID(2, 1), 4, 0),
                        unknown(new UUID(2, 5)),
                        provisional(new UUID(2, 6), 3));
        assertThat(only(found).kind()).isEqualTo(Kind.NOT_BILLED);
        assertThat(found.closings())
                .extracting(Closing::cost)
                .containsExactly(Credits.ZERO, Credits.ZERO);
    }

    @Test
    void a_bill_with_sums_says_nothing_about_a_call_that_it_does_not_list() {
        billed(OTHER, 1);
        billedSum(4);
        Comparison found =
                compare(
                        new Comparison.Rules(true, false),
                        settled(OTHER, 1, 0),
                        settled(TX, 4, 0),
                        unknown(new UUID(2, 5)));
        assertThat(found.closings()).isEmpty();
        assertThat(only(found).kind()).isEqualTo(Kind.UNCLOSED);
        assertThat(found.agreed()).isEqualTo(2);
    }

    @Test
    void a_billed_call_that_is_not_in_the_books_is_listed_unless_it_was_free() {
        billed(TX, 7);
        billed(OTHER, 0);
        bill.add(line(Optional.empty(), Optional.of("chatcmpl-1"), 3));
        Comparison found = compare(CAREFUL);
        assertThat(found.findings().listed())
                .extracting(Difference::kind)
                .containsExactly(Kind.NOT_BOOKED, Kind.NOT_BOOKED);
        assertThat(found.findings().listed())
                .extracting(difference -> difference.transaction().orElseThrow())
                .containsExactly(TX.toString(), "chatcmpl-1");
    }

    @Test
    void a_call_of_another_day_is_found_and_one_of_another_provider_is_not_touched() {
        billed(TX, 7);
        billed(OTHER, 7);
        Comparison comparison = new Comparison(bill, CAREFUL);
        assertThat(comparison.unseen()).containsExactly(TX, OTHER);
        comparison.seeElsewhere(unknown(TX));
        comparison.seeElsewhere(
                new BookedCall(
                        OTHER,
                        new UUID(9, 9),
                        HoldState.UNKNOWN,
                        false,
                        Credits.ofNanos(50),
                        Credits.ZERO,
                        Credits.ZERO,
                        "anthropic",
                        "claude",
                        DAY));
        comparison.finish();
        assertThat(comparison.closings()).hasSize(1);
        assertThat(only(comparison).kind()).isEqualTo(Kind.PROVIDER);
    }

    @Test
    void a_sum_that_agrees_confirms_the_provisional_charges_in_it() {
        billedSum(9);
        Comparison found = compare(CAREFUL, settled(TX, 4, 0), provisional(OTHER, 5));
        assertThat(found.closings())
                .containsExactly(
                        new Closing(provisional(OTHER, 5), Credits.ofNanos(5), Optional.empty()));
        assertThat(found.findings().total()).isZero();
    }

    @Test
    void a_sum_that_differs_closes_nothing_and_lists_what_may_explain_it() {
        billedSum(9);
        Comparison found = compare(CAREFUL, settled(TX, 4, 0), unknown(OTHER));
        assertThat(found.closings()).isEmpty();
        assertThat(found.findings().listed())
                .extracting(Difference::kind)
                .containsExactly(Kind.MODEL_AND_DAY, Kind.UNCLOSED);
        assertThat(found.findings().listed().getFirst().billed()).contains(Credits.ofNanos(9));
        assertThat(found.findings().listed().getFirst().booked()).contains(Credits.ofNanos(4));
    }

    @Test
    void an_unknown_call_is_not_closed_by_a_sum_that_happens_to_agree() {
        billedSum(4);
        Comparison found =
                compare(CAREFUL, settled(TX, 3, 0), unknown(OTHER), provisional(new UUID(2, 1), 1));
        assertThat(found.closings()).isEmpty();
        assertThat(found.findings().listed())
                .extracting(Difference::kind)
                .containsExactly(Kind.UNCLOSED, Kind.UNCLOSED);
    }

    @Test
    void a_model_and_day_that_only_one_side_has_is_listed() {
        billedSum(9);
        Comparison found = compare(CAREFUL);
        assertThat(only(found).kind()).isEqualTo(Kind.MODEL_AND_DAY);
    }

    @Test
    void differences_are_all_counted_and_the_first_thousand_listed() {
        for (int i = 0; i <= Findings.LISTED_MAX; i++) {
            billed(new UUID(3, i), 1);
        }
        Comparison found = compare(CAREFUL);
        assertThat(found.findings().total()).isEqualTo(Findings.LISTED_MAX + 1);
        assertThat(found.findings().listed()).hasSize(Findings.LISTED_MAX);
    }

    private Comparison compare(Comparison.Rules rules, BookedCall... calls) {
        Comparison comparison = new Comparison(bill, rules);
        List.of(calls).forEach(comparison::see);
        comparison.finish();
        return comparison;
    }

    private static Difference only(Comparison comparison) {
        assertThat(comparison.findings().listed()).hasSize(1);
        return comparison.findings().listed().getFirst();
    }

    private void billed(UUID tx, long nanos) {
        bill.add(line(Optional.of(tx), Optional.empty(), nanos));
    }

    private void billedSum(long nanos) {
        bill.add(line(Optional.empty(), Optional.empty(), nanos));
    }

    private BillLine line(Optional<UUID> tx, Optional<String> foreignId, long nanos) {
        return new BillLine(++lines, tx, foreignId, GROUP, Credits.ofNanos(nanos));
    }

    private static BookedCall settled(UUID tx, long charged, long shortfall) {
        return call(tx, HoldState.SETTLED, false, charged, shortfall);
    }

    private static BookedCall provisional(UUID tx, long charged) {
        return call(tx, HoldState.SETTLED, true, charged, 0);
    }

    private static BookedCall unknown(UUID tx) {
        return call(tx, HoldState.UNKNOWN, false, 0, 0);
    }

    private static BookedCall released(UUID tx) {
        return call(tx, HoldState.RELEASED, false, 0, 0);
    }

    private static BookedCall call(
            UUID tx, HoldState state, boolean provisional, long charged, long shortfall) {
        return new BookedCall(
                tx,
                new UUID(9, 9),
                state,
                provisional,
                Credits.ofNanos(50),
                Credits.ofNanos(charged),
                Credits.ofNanos(shortfall),
                "openai",
                "gpt-4o",
                DAY);
    }
}
