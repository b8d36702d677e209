package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Everything at once, and the books balance to the nano-credit afterwards. */
@Order(6)
class StressIT extends ContainerTest {
    private static final int THREADS = 64;
    private static final int ROUNDS = 3;
    private static final Completion.Usage USAGE = new Completion.Usage(123, 45, 6);
    private static final String SANDBOX =
            "{\"model\":\"sandbox/echo\",\"max_tokens\":50,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"stress\"}]}";

    @Test
    void sixty_four_callers_leave_no_open_hold_and_not_a_nano_credit_unaccounted() {
        Tenant tenant = Tenant.withCredits("100");
        String whole = Completion.text("ok", USAGE);
        List<String> events = Completion.stream(List.of("o", "k"), USAGE);
        provider()
                .answer(
                        exchange -> {
                            boolean stream =
                                    "text/event-stream"
                                            .equals(
                                                    exchange.getRequestHeaders()
                                                            .getFirst("Accept"));
                            (stream ? TestProvider.events(events) : TestProvider.json(whole))
                                    .answer(exchange);
                        });

        BigInteger expected = BigInteger.ZERO;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<BigInteger>> callers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                callers.add(threads.submit(() -> rounds(tenant.client())));
            }
            for (Future<BigInteger> caller : callers) {
                expected = expected.add(Await.result(caller));
            }
        }

        assertThat(tenant.spent()).isEqualTo(expected);
        assertThat(Tenant.spent(tenant.orgWallet())).isEqualTo(expected);
        assertThat(
                        AlfredClient.admin()
                                .get("/api/ledger/holds?state=open")
                                .expect(200)
                                .path("items"))
                .isEmpty();
        Books.balance();
        Books.logVerifies();
    }

    /** What the calls of one caller must cost, nano-credits. */
    private static BigInteger rounds(AlfredClient client) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < ROUNDS; i++) {
            sum = sum.add(costOf(client.chat(chatBody("hi")))).add(costOf(client.chat(SANDBOX)));
            AlfredClient.Answer stream = client.chat(streamBody("hi"));
            assertThat(stream.status()).as(stream.body()).isEqualTo(200);
            assertThat(stream.body()).endsWith("data: [DONE]\n\n");
            sum = sum.add(Price.GPT_4O_MINI.of(USAGE));
        }
        return sum;
    }

    private static BigInteger costOf(AlfredClient.Answer answer) {
        answer.expect(200);
        return new BigDecimal(answer.header("X-Alfred-Cost")).movePointRight(9).toBigIntegerExact();
    }
}
