package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.ledger.CrashedNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The books against a provider's bill, and what operators say of past calls. */
@Order(7)
class ReconcileIT extends ContainerTest {
    private static final AlfredClient ADMIN = AlfredClient.admin();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String RUN = "/api/ledger/reconciliations";

    private final String provider = "billed-" + COUNT.incrementAndGet();
    private final StringBuilder bill =
            new StringBuilder("transaction_id,date,provider,model,amount_usd\r\n");
    private CrashedNode node;
    private Tenant tenant;
    private UUID wallet;

    @BeforeEach
    void start() {
        node = CrashedNode.start(Installation.current().asApp());
        tenant = Tenant.withCredits("1");
        wallet = UUID.fromString(tenant.userWallet());
    }

    @AfterEach
    void books_balance_and_the_log_verifies() {
        Books.balance();
        Books.logVerifies();
    }

    @Test
    void a_bill_closes_what_is_unknown_or_provisional_and_lists_the_rest() {
        UUID unknown = node.unknown(wallet, provider, 100);
        UUID unserved = node.unknown(wallet, provider, 100);
        UUID high = node.provisional(wallet, provider, 50);
        UUID low = node.provisional(wallet, provider, 3);
        UUID right = node.settled(wallet, provider, 4);
        UUID other = node.settled(wallet, provider, 4);
        UUID missing = node.settled(wallet, provider, 6);
        UUID open = node.unknown(wallet, provider, 100);
        billed(unknown, 7);
        billed(unserved, 0);
        billed(high, 9);
        billed(low, 5);
        billed(right, 4);
        billed(other, 8);
        billed(UUID.randomUUID(), 2);

        JsonNode dry = run("?dry_run=true");
        assertThat(dry.path("closed_total").intValue()).isEqualTo(4);
        assertThat(Tenant.wallet(tenant.orgWallet()).path("held").decimalValue())
                .isEqualByComparingTo("0.0000003");

        JsonNode run = run("");
        assertThat(run.path("ok").booleanValue()).isFalse();
        assertThat(run.path("closed_total").intValue()).isEqualTo(4);
        assertThat(run.path("closed"))
                .extracting(closed -> closed.path("tx_id").asText())
                .containsExactlyInAnyOrder(
                        unknown.toString(), unserved.toString(), high.toString(), low.toString());
        assertThat(run.path("differences"))
                .extracting(difference -> difference.path("kind").asText())
                .containsExactlyInAnyOrder("amount", "not_billed", "unclosed", "not_booked");
        assertThat(kind(run, "not_billed")).isEqualTo(missing.toString());
        assertThat(kind(run, "unclosed")).isEqualTo(open.toString());
        assertThat(Json.nanos(run.path("totals").path("billed"))).isEqualTo(35);
        assertThat(Json.nanos(run.path("totals").path("booked_before"))).isEqualTo(67);
        assertThat(Json.nanos(run.path("totals").path("booked_after"))).isEqualTo(35);
        for (String level : List.of(tenant.userWallet(), tenant.teamWallet(), tenant.orgWallet())) {
            JsonNode now = Tenant.wallet(level);
            assertThat(Json.nanos(now.path("held"))).isEqualTo(100);
            assertThat(Json.nanos(now.path("spent"))).isEqualTo(7 + 9 + 5 + 4 + 4 + 6);
        }
    }

    @Test
    void the_same_bill_again_changes_nothing() {
        billed(node.unknown(wallet, provider, 100), 7);
        billed(node.provisional(wallet, provider, 50), 9);

        assertThat(run("").path("closed_total").intValue()).isEqualTo(2);
        long entries = entries();
        JsonNode again = run("");

        assertThat(again.path("ok").booleanValue()).isTrue();
        assertThat(again.path("closed_total").intValue()).isZero();
        assertThat(again.path("agreed").intValue()).isEqualTo(2);
        assertThat(again.path("totals").path("difference").decimalValue()).isZero();
        assertThat(entries()).isEqualTo(entries);
        JsonNode audited = audit("RECONCILED").path(0).path("data");
        assertThat(audited.path("bill_sha256").asText())
                .isEqualTo(again.path("bill").path("sha256").asText())
                .hasSize(64);
        assertThat(audited.path("closed").intValue()).isZero();
    }

    @Test
    void what_the_bill_does_not_list_was_not_served_if_the_operator_says_so() {
        billed(node.settled(wallet, provider, 4), 4);
        node.unknown(wallet, provider, 100);
        node.provisional(wallet, provider, 50);

        JsonNode run = run("?absent_means_unserved=true");

        assertThat(run.path("ok").booleanValue()).isTrue();
        assertThat(run.path("closed_total").intValue()).isEqualTo(2);
        assertThat(tenant.spent()).isEqualTo(BigInteger.valueOf(4));
    }

    @Test
    void a_call_taken_for_unserved_is_charged_if_the_operator_says_so() {
        billed(node.released(wallet, provider, 100), 7);

        assertThat(kind(run(""), "released")).isNotEmpty();
        JsonNode run = run("?charge_released=true");

        assertThat(run.path("ok").booleanValue()).isTrue();
        assertThat(tenant.spent()).isEqualTo(BigInteger.valueOf(7));
        assertThat(run("").path("ok").booleanValue()).isTrue();
    }

    @Test
    void a_late_charge_stops_at_the_limit_and_raises_an_alert() {
        UUID tx = node.provisional(wallet, provider, 3);
        tenant.limit(tenant.orgWallet(), BigInteger.valueOf(10));
        billed(tx, 15);

        JsonNode run = run("");

        assertThat(run.path("ok").booleanValue()).isTrue();
        JsonNode closed = run.path("closed").path(0);
        assertThat(Json.nanos(closed.path("charged"))).isEqualTo(10);
        assertThat(Json.nanos(closed.path("shortfall"))).isEqualTo(5);
        assertThat(tenant.spent()).isEqualTo(BigInteger.TEN);
        JsonNode alert = tenant.operator("finops").get("/api/alerts").expect(200).path("items");
        assertThat(alert).hasSize(1);
        assertThat(alert.path(0).path("kind").asText()).isEqualTo("shortfall");
        assertThat(alert.path(0).path("severity").asText()).isEqualTo("critical");
        assertThat(alert.path(0).path("subject").asText()).isEqualTo(tx.toString());
    }

    @Test
    void sums_per_model_and_day_are_compared_where_the_bill_has_no_transactions() {
        node.settled(wallet, provider, 4);
        node.provisional(wallet, provider, 5);
        String header = "date,model,amount_usd\n" + today() + ",model-1,";

        JsonNode wrong = post(header + "0.000000010\n", "?provider=" + provider).expect(200);
        assertThat(wrong.path("differences"))
                .extracting(difference -> difference.path("kind").asText())
                .containsExactly("model_and_day", "unclosed");
        JsonNode right = post(header + "0.000000009\n", "?provider=" + provider).expect(200);
        assertThat(right.path("ok").booleanValue()).isTrue();
        assertThat(right.path("closed").path(0).path("was").asText()).isEqualTo("provisional");
    }

    @Test
    void a_bill_that_is_none_is_refused_with_its_line_and_changes_nothing() {
        billed(node.unknown(wallet, provider, 100), 7);
        bill.append("x,yesterday,").append(provider).append(",model-1,1\r\n");

        JsonNode problem = post(bill.toString(), "").expect(400);
        assertThat(problem.path("code").asText()).isEqualTo("invalid_request");
        assertThat(problem.path("param").asText()).isEqualTo("date");
        assertThat(problem.path("detail").asText()).contains("line 3");
        assertThat(post("", "").expect(400).path("detail").asText()).contains("empty");
        assertThat(post(bill.toString(), "?dry_run=yes").expect(400).path("param").asText())
                .isEqualTo("dry_run");
        assertThat(Json.nanos(Tenant.wallet(tenant.userWallet()).path("held"))).isEqualTo(100);
    }

    @Test
    void only_the_installations_finance_reconciles() {
        for (String role : List.of("admin", "finops", "auditor", "member")) {
            tenant.operator(role).postCsv(RUN, bill.toString()).expect(403);
        }
        tenant.client().postCsv(RUN, bill.toString()).expect(403);
        ADMIN.post(RUN, "{}").expect(415);
    }

    @Test
    void an_operator_closes_calls_of_his_org_by_his_word() {
        UUID unknown = node.unknown(wallet, provider, 100);
        UUID guessed = node.provisional(wallet, provider, 50);
        AlfredClient finops = tenant.operator("finops");
        String charge = "{\"charge\":0.000000007,\"reason\":\"console\"}";

        tenant.operator("auditor").post(resolution(unknown), charge).expect(403);
        Tenant.withCredits("1").operator("finops").post(resolution(unknown), charge).expect(404);
        finops.post(resolution(unknown), "{\"charge\":1}").expect(400);
        finops.post(resolution(unknown), "{\"reason\":\"r\"}").expect(400);
        finops.post(resolution(unknown), "{\"charge\":-1,\"reason\":\"r\"}").expect(400);
        finops.post(resolution(unknown), "{\"charge\":1,\"release\":true,\"reason\":\"r\"}")
                .expect(400);
        JsonNode closed = finops.post(resolution(unknown), charge).expect(200);
        assertThat(closed.path("state").asText()).isEqualTo("settled");
        assertThat(finops.post(resolution(unknown), charge).expect(200)).isEqualTo(closed);
        JsonNode other =
                finops.post(resolution(unknown), "{\"charge\":1,\"reason\":\"r\"}").expect(409);
        assertThat(other.path("code").asText()).isEqualTo("idempotency_conflict");

        JsonNode released =
                finops.post(resolution(guessed), "{\"release\":true,\"reason\":\"r\"}").expect(200);
        assertThat(released.path("provisional").booleanValue()).isFalse();
        assertThat(tenant.spent()).isEqualTo(BigInteger.valueOf(7));
        UUID running = node.hold(wallet, provider, 1);
        assertThat(finops.post(resolution(running), charge).expect(409).path("code").asText())
                .isEqualTo("conflict");
        node.end(running, wallet);
    }

    @Test
    void a_refund_is_repeated_without_effect_and_never_exceeds_the_charge() {
        UUID tx = node.settled(wallet, provider, 20);
        AlfredClient finops = tenant.operator("finops");
        String path = "/api/ledger/transactions/" + tx + "/refunds";
        String id = UUID.randomUUID().toString();
        String five = "{\"id\":\"" + id + "\",\"amount\":0.000000005,\"reason\":\"bad\"}";

        tenant.operator("auditor").post(path, five).expect(403);
        Tenant.withCredits("1").operator("finops").post(path, five).expect(404);
        JsonNode first = finops.post(path, five).expect(200);
        assertThat(first.path("id").asText()).isEqualTo(id);
        assertThat(Json.nanos(first.path("refunded"))).isEqualTo(5);
        assertThat(finops.post(path, five).expect(200)).isEqualTo(first);
        assertThat(finops.post(path, five.replace("5,", "6,")).expect(409).path("code").asText())
                .isEqualTo("idempotency_conflict");
        JsonNode tooMuch =
                finops.post(path, "{\"amount\":0.000000016,\"reason\":\"r\"}").expect(409);
        assertThat(tooMuch.path("code").asText()).isEqualTo("conflict");
        assertThat(tooMuch.path("detail").asText()).contains("0.000000015");
        finops.post(path, "{\"amount\":0,\"reason\":\"r\"}").expect(400);
        finops.post(path, "{\"amount\":1,\"all\":true,\"reason\":\"r\"}").expect(400);
        JsonNode rest = finops.post(path, "{\"all\":true,\"reason\":\"r\"}").expect(200);
        assertThat(Json.nanos(rest.path("amount"))).isEqualTo(15);
        assertThat(tenant.spent()).isZero();
        assertThat(Tenant.spent(tenant.orgWallet())).isZero();
    }

    private static String resolution(UUID tx) {
        return "/api/ledger/holds/" + tx + "/resolution";
    }

    private void billed(UUID tx, long nanos) {
        bill.append(tx)
                .append(',')
                .append(today())
                .append(',')
                .append(provider)
                .append(",model-1,")
                .append(new BigDecimal(BigInteger.valueOf(nanos), 9).toPlainString())
                .append("\r\n");
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    private JsonNode run(String query) {
        return post(bill.toString(), query).expect(200);
    }

    private static AlfredClient.Answer post(String csv, String query) {
        return ADMIN.postCsv(RUN + query, csv);
    }

    private static String kind(JsonNode run, String kind) {
        List<String> found = new ArrayList<>();
        for (JsonNode difference : run.path("differences")) {
            if (difference.path("kind").asText().equals(kind)) {
                found.add(difference.path("transaction_id").asText());
            }
        }
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private long entries() {
        return ADMIN.get("/api/ledger/check").expect(200).path("entries").longValue();
    }

    private static JsonNode audit(String kind) {
        return ADMIN.get("/api/audit/entries?kind=" + kind).expect(200).path("items");
    }
}
