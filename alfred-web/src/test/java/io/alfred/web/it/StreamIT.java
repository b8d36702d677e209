package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Streams, and everything that can end one. */
@Order(4)
class StreamIT extends ContainerTest {
    private static final Completion.Usage USAGE = new Completion.Usage(60, 0, 2);

    private Tenant tenant;

    @BeforeEach
    void enter() {
        tenant = Tenant.withCredits("5");
    }

    @AfterEach
    void books_balance() {
        Books.balance();
    }

    @Test
    void usage_is_asked_from_the_provider_and_hidden_from_who_did_not_ask() {
        provider().answer(TestProvider.events(Completion.stream(List.of("a", "b"), USAGE)));

        String events = tenant.client().chat(streamBody("hi")).body();

        assertThat(events).doesNotContain("usage");
        assertThat(events)
                .isEqualTo(
                        sse(
                                Completion.chunk("a"),
                                Completion.chunk("b"),
                                Completion.finish(),
                                Completion.DONE));
        assertThat(
                        Json.parse(provider().only().text())
                                .path("stream_options")
                                .path("include_usage")
                                .booleanValue())
                .isTrue();
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @Test
    void usage_is_shown_to_who_asked_and_the_request_goes_out_unchanged() {
        provider().answer(TestProvider.events(Completion.stream(List.of("a"), USAGE)));
        String body =
                streamBody("hi")
                        .replace(
                                "\"stream\":true",
                                "\"stream\":true, \"stream_options\":{\"include_usage\":true}");

        String events = tenant.client().chat(body).body();

        assertThat(events)
                .isEqualTo(
                        sse(
                                Completion.chunk("a"),
                                Completion.finish(),
                                Completion.usageChunk(USAGE),
                                Completion.DONE));
        assertThat(provider().only().text()).isEqualTo(body);
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @Test
    void a_stream_without_usage_is_charged_by_count_and_marked_estimated() {
        provider().answer(TestProvider.events(Completion.stream(List.of("hello", " world"))));

        AlfredClient.Answer answer = tenant.client().chat(streamBody("hi"));

        JsonNode entry = Books.resolution(answer.header("X-Alfred-Transaction"));
        assertEstimated(entry);
        assertThat(entry.path("completion_tokens").longValue()).isEqualTo(2);
    }

    @Test
    void an_event_reaches_the_client_before_the_next_one_exists() throws IOException {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Completion.chunk("first"));

        HttpResponse<InputStream> response = tenant.client().chatStream(streamBody("hi"));
        try (BufferedReader lines = lines(response.body())) {
            assertThat(lines.readLine()).contains("first");
            live.send(Completion.chunk("second"));
            assertThat(lines.readLine()).isEmpty();
            assertThat(lines.readLine()).contains("second");
            live.send(Completion.finish());
            live.send(Completion.usageChunk(USAGE));
            live.send(Completion.DONE);
            assertThat(lines.lines().toList()).contains("data: [DONE]");
        }
        live.breakOff();
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @Test
    void a_client_that_leaves_cancels_upstream_and_pays_for_what_was_produced() throws IOException {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Completion.chunk("some words that were produced"));

        String tx = readFirstEventAndLeave(streamBody("hi"));

        Await.until(
                "upstream is cancelled",
                () -> {
                    live.send(Completion.chunk(" and more"));
                    return live.isCancelled();
                });
        JsonNode entry = Books.resolution(tx);
        assertEstimated(entry);
        assertThat(entry.path("completion_tokens").longValue()).isGreaterThanOrEqualTo(5);
        assertThat(tenant.spent()).isEqualTo(Json.nanos(entry.path("amount")));
    }

    @Test
    void a_provider_that_dies_mid_stream_ends_in_an_error_event_and_is_charged() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Completion.chunk("half an"));
        live.breakOff();

        AlfredClient.Answer answer = tenant.client().chat(streamBody("hi"));

        assertThat(answer.status()).isEqualTo(200);
        List<String> events = answer.body().lines().filter(line -> !line.isEmpty()).toList();
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isEqualTo("data: " + Completion.chunk("half an"));
        JsonNode error = Json.parse(events.get(1).substring("data: ".length())).path("error");
        assertThat(error.path("code").asText()).isEqualTo("upstream_failed");
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(error.has("type")).isTrue();
        assertThat(error.has("param")).isTrue();
        JsonNode entry = Books.resolution(answer.header("X-Alfred-Transaction"));
        assertEstimated(entry);
        assertThat(entry.path("completion_tokens").longValue()).isEqualTo(2);
    }

    @Test
    void a_provider_that_dies_before_the_first_event_is_502_and_its_price_stays_held() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.breakOff();

        AlfredClient.Answer answer = tenant.client().chat(streamBody("hi"));

        JsonNode error = answer.expect(502).path("error");
        assertThat(error.path("code").asText()).isEqualTo("upstream_failed");
        assertThat(error.path("message").asText()).contains("stays held");
        String tx = error.path("transaction_id").asText();
        Await.until("the hold is unknown", () -> Books.holdState(tx).equals("unknown"));
    }

    /** The entry's amount follows from its token counts, which Alfred made itself. */
    private void assertEstimated(JsonNode entry) {
        assertThat(entry.path("kind").asText()).isEqualTo("SETTLE");
        assertThat(entry.path("estimated").booleanValue()).isTrue();
        assertThat(entry.path("prompt_tokens").longValue()).isPositive();
        Completion.Usage counted =
                new Completion.Usage(
                        entry.path("prompt_tokens").longValue(),
                        0,
                        entry.path("completion_tokens").longValue());
        assertThat(Json.nanos(entry.path("amount"))).isEqualTo(Price.GPT_4O_MINI.of(counted));
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(counted));
    }

    /** Speaks HTTP by hand, and resets the connection in the middle of the answer. */
    private String readFirstEventAndLeave(String body) throws IOException {
        URI url = Installation.current().url();
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoLinger(true, 0);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String head =
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: "
                            + url.getAuthority()
                            + "\r\nAuthorization: Bearer "
                            + tenant.secret()
                            + "\r\nContent-Type: application/json\r\nContent-Length: "
                            + bytes.length
                            + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            BufferedReader lines = lines(socket.getInputStream());
            assertThat(lines.readLine()).contains(" 200");
            String tx = "";
            String line = lines.readLine();
            while (!line.startsWith("data:")) {
                if (line.toLowerCase(Locale.ROOT).startsWith("x-alfred-transaction:")) {
                    tx = line.substring(line.indexOf(':') + 1).strip();
                }
                line = lines.readLine();
            }
            return tx;
        }
    }

    private static BufferedReader lines(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    private static String sse(String... data) {
        StringBuilder events = new StringBuilder();
        for (String event : data) {
            events.append("data: ").append(event).append("\n\n");
        }
        return events.toString();
    }
}
