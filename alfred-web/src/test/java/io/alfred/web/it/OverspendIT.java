package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Many calls at once on a wallet that can pay for a few of them. */
@Order(3)
class OverspendIT extends ContainerTest {
    private static final int CALLS = 200;
    private static final int AFFORDABLE = 10;
    private static final int MAX_TOKENS = 100;
    private static final String BODY = chatBody("How much is too much?");

    /** On which wallet of the chain the limit lies. */
    enum Level {
        USER,
        TEAM,
        ORG;

        String wallet(Tenant tenant) {
            return switch (this) {
                case USER -> tenant.userWallet();
                case TEAM -> tenant.teamWallet();
                case ORG -> tenant.orgWallet();
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Level.class)
    void credit_for_ten_worst_cases_lets_ten_of_200_parallel_calls_through(Level level) {
        BigInteger hold = heldFor(BODY);
        Completion.Usage worst = usageThatCosts(hold);
        Tenant tenant = Tenant.withoutLimit();
        tenant.limit(level.wallet(tenant), hold.multiply(BigInteger.valueOf(AFFORDABLE)));
        CountDownLatch decided = new CountDownLatch(CALLS);
        AtomicInteger arrived = new AtomicInteger();
        TestProvider.Reply answer =
                TestProvider.after(decided, TestProvider.json(Completion.text("ok", worst)));
        provider()
                .answer(
                        exchange -> {
                            arrived.incrementAndGet();
                            decided.countDown();
                            answer.answer(exchange);
                        });

        List<AlfredClient.Answer> answers = callAll(tenant.client(), decided);

        assertThat(arrived).hasValue(AFFORDABLE);
        assertThat(answers.stream().filter(a -> a.status() == 200)).hasSize(AFFORDABLE);
        List<AlfredClient.Answer> refused =
                answers.stream().filter(a -> a.status() == 402).toList();
        assertThat(refused).hasSize(CALLS - AFFORDABLE);
        assertThat(refused)
                .allSatisfy(
                        a -> {
                            assertThat(a.header("x-should-retry")).isEqualTo("false");
                            assertThat(a.json().path("error").path("code").asText())
                                    .isEqualTo("wallet_exhausted");
                        });
        BigInteger spent = hold.multiply(BigInteger.valueOf(AFFORDABLE));
        for (String wallet :
                List.of(tenant.userWallet(), tenant.teamWallet(), tenant.orgWallet())) {
            assertThat(Tenant.spent(wallet)).isEqualTo(spent);
        }
        assertThat(Json.nanos(Tenant.wallet(level.wallet(tenant)).path("free"))).isZero();
        assertThat(tenant.client().chat(BODY).status()).as("one more").isEqualTo(402);
        Books.balance();
    }

    private static List<AlfredClient.Answer> callAll(AlfredClient client, CountDownLatch decided) {
        List<AlfredClient.Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<AlfredClient.Answer>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                calls.add(
                        threads.submit(
                                () -> {
                                    AlfredClient.Answer answer = client.chat(BODY);
                                    if (answer.status() != 200) {
                                        decided.countDown();
                                    }
                                    return answer;
                                }));
            }
            for (Future<AlfredClient.Answer> call : calls) {
                answers.add(Await.result(call));
            }
        }
        return answers;
    }

    /** What one such call holds, as the ledger tells while the provider thinks. */
    private static BigInteger heldFor(String body) {
        Tenant tenant = Tenant.withoutLimit();
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        TestProvider.Reply answer =
                TestProvider.after(go, TestProvider.json(Completion.text("ok", 1, 1)));
        provider()
                .answer(
                        exchange -> {
                            arrived.countDown();
                            answer.answer(exchange);
                        });
        try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<AlfredClient.Answer> call = thread.submit(() -> tenant.client().chat(body));
            Await.until("the call reached the provider", arrived);
            JsonNode holds =
                    AlfredClient.admin()
                            .get("/api/ledger/holds?state=open&wallet=" + tenant.userWallet())
                            .expect(200);
            go.countDown();
            Await.result(call).expect(200);
            assertThat(holds.path("items")).hasSize(1);
            return Json.nanos(holds.path("items").path(0).path("amount"));
        }
    }

    /** All output tokens that were asked for, and as many prompt tokens as the rest pays. */
    private static Completion.Usage usageThatCosts(BigInteger nanos) {
        BigInteger output = Price.GPT_4O_MINI.of(new Completion.Usage(0, 0, MAX_TOKENS));
        long prompt =
                nanos.subtract(output)
                        .multiply(BigInteger.valueOf(1_000_000))
                        .divide(BigInteger.valueOf(Price.GPT_4O_MINI.input()))
                        .longValueExact();
        Completion.Usage usage = new Completion.Usage(prompt, 0, MAX_TOKENS);
        assertThat(Price.GPT_4O_MINI.of(usage)).as("price of %s", usage).isEqualTo(nanos);
        return usage;
    }
}
