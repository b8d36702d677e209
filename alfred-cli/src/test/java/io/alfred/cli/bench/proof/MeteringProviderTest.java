package io.alfred.cli.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.cli.core.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

class MeteringProviderTest {
    private static final String TX = "01a20000-0000-7000-8000-000000000001";

    private final Meter meter = new Meter();
    private final HttpClient http = HttpClient.newHttpClient();
    private MeteringProvider provider;

    @TempDir private Path folder;

    @BeforeEach
    void start() throws IOException {
        provider = new MeteringProvider(meter, "key");
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void a_whole_answer_is_billed_as_its_usage_says() throws IOException, InterruptedException {
        HttpResponse<String> answer =
                ask("key", new Errand(5, 0, Errand.Fate.WHOLE, 0), /* stream= */ false);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"completion_tokens\":5");
        assertThat(meter.nanos(TX)).isEqualTo(Tariff.nanos(8, 5));
    }

    @Test
    void a_stream_ends_with_the_usage_it_is_billed_by() throws IOException, InterruptedException {
        String body = ask("key", new Errand(4, 0, Errand.Fate.WHOLE, 0), true).body();
        StreamedAnswer read = new StreamedAnswer();
        assertThat(read.read(stream(body), 100)).isEqualTo(CallLog.Outcome.WHOLE);
        assertThat(read.nanos()).contains(meter.nanos(TX)).contains(Tariff.nanos(8, 4));
    }

    @Test
    void what_was_produced_before_the_connection_broke_is_billed() {
        assertThatThrownBy(() -> ask("key", new Errand(9, 0, Errand.Fate.CUT, 3), true))
                .isInstanceOf(IOException.class);
        assertThat(meter.nanos(TX)).isEqualTo(Tariff.nanos(8, 3));
    }

    @Test
    void a_refusal_is_not_billed() throws IOException, InterruptedException {
        assertThat(ask("key", new Errand(9, 0, Errand.Fate.ERROR, 3), true).statusCode())
                .isGreaterThanOrEqualTo(400);
        assertThat(ask("other", new Errand(9, 0, Errand.Fate.WHOLE, 3), true).statusCode())
                .isEqualTo(401);
        assertThat(meter.all()).isEmpty();
    }

    @Test
    void the_bill_has_a_line_for_each_transaction_to_the_nano_credit()
            throws IOException, InterruptedException {
        ask("key", new Errand(5, 0, Errand.Fate.WHOLE, 0), false);
        Path bill = folder.resolve("bill.csv");
        meter.writeBill(bill);
        assertThat(Files.readAllLines(bill))
                .hasSize(2)
                .first()
                .isEqualTo("transaction_id,date,provider,model,amount_usd");
        assertThat(Files.readAllLines(bill).getLast())
                .matches(TX + ",\\d{4}-\\d{2}-\\d{2},meter,words,0\\.000021605");
    }

    @Test
    void an_errand_says_itself_in_the_prompt() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 1000; i++) {
            Errand errand = Errand.draw(random);
            assertThat(Errand.parse(errand.prompt())).isEqualTo(errand);
        }
        assertThatThrownBy(() -> Errand.parse("produce 1 pause 0"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_client_that_leaves_and_one_that_is_cut_off_are_told_apart() throws IOException {
        String event = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
        assertThat(new StreamedAnswer().read(stream(event.repeat(3)), 1))
                .isEqualTo(CallLog.Outcome.LEFT);
        assertThat(new StreamedAnswer().read(stream(event.repeat(3)), 9))
                .isEqualTo(CallLog.Outcome.BROKEN);
        assertThat(new StreamedAnswer().read(stream(event + "data: {\"error\":{}}\n\n"), 9))
                .isEqualTo(CallLog.Outcome.BROKEN);
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> ask(String key, Errand errand, boolean stream)
            throws IOException, InterruptedException {
        var body = Json.object().put("stream", stream);
        body.putArray("messages").addObject().put("content", errand.prompt());
        return http.send(
                HttpRequest.newBuilder(URI.create(provider.baseUrl() + "/chat/completions"))
                        .header("Authorization", "Bearer " + key)
                        .header("X-Client-Request-Id", TX)
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
