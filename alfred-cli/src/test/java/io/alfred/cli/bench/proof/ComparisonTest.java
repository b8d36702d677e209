package io.alfred.cli.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.bench.proof.CallLog.Call;
import io.alfred.cli.bench.proof.CallLog.Outcome;
import io.alfred.cli.bench.proof.Findings.Kind;
import io.alfred.cli.core.Json;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** A proof is worth what it would find: every promise is broken here once. */
class ComparisonTest {
    private static final String TX = "01a20000-0000-7000-8000-000000000001";
    private static final long COST = Tariff.nanos(8, 5);

    private final Books books = new Books();
    private final Meter meter = new Meter();
    private final Findings findings = new Findings();
    private final Comparison comparison = new Comparison(books, meter, findings);

    @Test
    void a_call_that_all_agree_on_is_no_finding() {
        served();
        hold("settled", false);
        entry("HOLD", 0, 2 * COST);
        entry("SETTLE", COST, -2 * COST);

        comparison.acknowledgements(List.of(told(Outcome.WHOLE, COST)));
        Comparison.Differences before = comparison.beforeReconciliation();
        Comparison.Differences after =
                comparison.afterReconciliation(
                        wallets(COST, 0), List.of(new Tenants.Account("key", List.of("w", "o"))));

        assertThat(findings.told()).isEmpty();
        assertThat(before).isEqualTo(new Comparison.Differences(0, 0));
        assertThat(after).isEqualTo(new Comparison.Differences(0, 0));
    }

    @Test
    void a_served_call_that_the_books_released_is_undetected() {
        served();
        hold("released", false);
        comparison.beforeReconciliation();
        found(Kind.UNDETECTED);
    }

    @Test
    void a_served_call_without_a_hold_is_undetected() {
        served();
        comparison.beforeReconciliation();
        found(Kind.UNDETECTED);
    }

    @Test
    void a_charge_that_is_a_nano_credit_off_is_undetected_unless_it_is_listed() {
        served();
        entry("SETTLE", COST + 1, 0);
        hold("settled", true);
        assertThat(comparison.beforeReconciliation()).isEqualTo(new Comparison.Differences(1, 1));
        assertThat(findings.none()).isTrue();

        hold("settled", false);
        comparison.beforeReconciliation();
        found(Kind.UNDETECTED);
    }

    @Test
    void a_whole_answer_without_its_charge_is_lost() {
        comparison.acknowledgements(List.of(told(Outcome.WHOLE, COST)));
        found(Kind.LOST);
    }

    @Test
    void a_whole_answer_at_another_cost_is_lost_unless_it_is_listed() {
        entry("SETTLE", COST - 1, 0);
        hold("unknown", false);
        comparison.acknowledgements(List.of(told(Outcome.WHOLE, COST)));
        assertThat(findings.none()).isTrue();

        hold("settled", false);
        comparison.acknowledgements(List.of(told(Outcome.WHOLE, COST)));
        found(Kind.LOST);
    }

    @Test
    void a_transaction_that_a_client_saw_and_the_books_lack_is_lost() {
        comparison.acknowledgements(List.of(told(Outcome.BROKEN, COST)));
        found(Kind.LOST);
    }

    @Test
    void a_refusal_that_held_money_is_undetected() {
        hold("open", false);
        comparison.acknowledgements(List.of(told(Outcome.REFUSED, COST)));
        found(Kind.UNDETECTED);
    }

    @Test
    void a_transaction_told_to_two_callers_is_doubled() {
        hold("settled", false);
        entry("SETTLE", COST, 0);
        Call call = told(Outcome.WHOLE, COST);
        comparison.acknowledgements(List.of(call, call));
        found(Kind.DOUBLED);
    }

    @Test
    void a_second_settle_is_doubled() {
        served();
        hold("settled", true);
        entry("SETTLE", COST, 0);
        entry("SETTLE", COST, 0);
        comparison.beforeReconciliation();
        found(Kind.DOUBLED);
    }

    @Test
    void a_transaction_that_reached_the_provider_twice_is_doubled() {
        served();
        meter.begin(TX, 8);
        hold("settled", true);
        comparison.beforeReconciliation();
        found(Kind.DOUBLED);
    }

    @Test
    void a_hold_that_stays_open_hangs() {
        hold("open", false);
        comparison.beforeReconciliation();
        found(Kind.HUNG);
    }

    @Test
    void after_the_bill_nothing_may_be_listed_any_more() {
        served();
        entry("SETTLE", COST, 0);
        hold("settled", true);
        comparison.afterReconciliation(List.of(), List.of());
        found(Kind.UNRECONCILED);
    }

    @Test
    void a_wallet_of_any_level_that_differs_from_its_calls_is_unreconciled() {
        served();
        entry("SETTLE", COST, 0);
        hold("settled", false);
        comparison.afterReconciliation(
                wallets(COST, 1), List.of(new Tenants.Account("key", List.of("w", "o"))));
        found(Kind.UNRECONCILED);
    }

    @Test
    void a_wallet_above_its_limit_is_remembered() {
        LimitWatch watch = new LimitWatch(List.of());
        watch.look(List.of(wallet("w", 3, 0).put("allotted", Tariff.credits(3))));
        assertThat(watch.overspent()).isEmpty();
        watch.look(List.of(wallet("w", 3, 1).put("allotted", Tariff.credits(3))));
        assertThat(watch.overspent()).hasSize(1);
    }

    @Test
    void after_the_bill_a_call_costs_what_its_caller_was_told() {
        entry("SETTLE", COST, 0);
        hold("settled", false);
        comparison.toldCosts(List.of(told(Outcome.WHOLE, COST), told(Outcome.LEFT, COST + 1)));
        assertThat(findings.none()).isTrue();

        comparison.toldCosts(List.of(told(Outcome.WHOLE, COST + 1)));
        found(Kind.UNRECONCILED);
    }

    private void found(Kind kind) {
        assertThat(findings.count(kind)).as("%s in %s", kind, findings.told()).isPositive();
    }

    private void served() {
        meter.begin(TX, 8).produced(5);
    }

    private static Call told(Outcome outcome, long nanos) {
        return new Call(TX, outcome, Optional.of(nanos));
    }

    private void hold(String state, boolean provisional) {
        books.hold(
                Json.object()
                        .put("tx_id", TX)
                        .put("state", state)
                        .put("provisional", provisional)
                        .put("wallet", "w"));
    }

    private void entry(String kind, long spentNanos, long heldNanos) {
        books.entry(
                Json.object()
                        .put("tx_id", TX)
                        .put("kind", kind)
                        .put("spent_delta", Tariff.credits(spentNanos))
                        .put("held_delta", Tariff.credits(heldNanos)));
    }

    private static List<JsonNode> wallets(long spentNanos, long orgOffNanos) {
        return List.of(wallet("w", spentNanos, 0), wallet("o", spentNanos + orgOffNanos, 0));
    }

    private static ObjectNode wallet(String id, long spentNanos, long heldNanos) {
        BigDecimal spent = Tariff.credits(spentNanos);
        return Json.object()
                .put("id", id)
                .put("owner", "user:" + id)
                .put("spent", spent)
                .put("held", Tariff.credits(heldNanos));
    }
}
