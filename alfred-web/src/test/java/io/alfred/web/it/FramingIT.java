package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Where a request ends: no two readers may see it differently, and no client may wait for ever. */
@Order(5)
// line ends are CRLF
@SuppressWarnings("StringConcatToTextBlock")
class FramingIT extends ContainerTest {
    private static final String H2C =
            "Connection: Upgrade, HTTP2-Settings\r\n"
                    + "Upgrade: h2c\r\n"
                    + "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n";
    private static final String SMUGGLED =
            "0\r\n\r\nGET /v1/models HTTP/1.1\r\nHost: smuggled\r\n\r\n";

    private Tenant tenant;

    @BeforeEach
    void enter() {
        tenant = Tenant.withCredits("5");
        provider().answer(TestProvider.json(Completion.text("hello", 10, 2)));
    }

    @AfterEach
    void books_balance() {
        Books.balance();
    }

    @Test
    void chunks_beside_a_content_length_end_the_connection_after_the_answer() {
        try (RawConnection connection = RawConnection.open()) {
            connection.send(head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + SMUGGLED);

            RawConnection.Answer answer = connection.read();

            answer.error(400, "invalid_request");
            assertThat(answer.closes()).isTrue();
            assertThat(connection.ends()).isTrue();
        }
        assertThat(provider().seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n",
                "Content-Length: 1\r\nContent-Length: 1\r\n\r\n0",
                "Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 1\r\n\r\n0"
            })
    void what_follows_a_request_that_ends_its_connection_is_not_carried_out(String ending) {
        try (RawConnection connection = RawConnection.open()) {
            String head = head(ending);
            connection.send(head.substring(0, head.length() - 2) + changeOfAnAdmin());

            assertThat(connection.read().closes()).isTrue();
            assertThat(connection.ends()).isTrue();
        }
        assertThat(AlfredClient.admin().get("/api/orgs/smuggled").status()).isEqualTo(404);
    }

    /** A request that would show if it were carried out. */
    private static String changeOfAnAdmin() {
        String body = "{\"name\":\"smuggled\"}";
        return "POST /api/orgs HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + Installation.current().adminToken()
                + "\r\nContent-Type: application/json\r\n"
                + length(body)
                + "\r\n"
                + body;
    }

    @Test
    void a_content_length_after_chunks_is_refused() {
        assertRefusedByContainer("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", SMUGGLED);
    }

    @Test
    void two_content_lengths_that_differ_are_refused() {
        assertRefusedByContainer("Content-Length: 5\r\nContent-Length: 6\r\n", "hello");
    }

    @Test
    void two_content_lengths_that_agree_are_refused() {
        assertRefused("Content-Length: 5\r\nContent-Length: 5\r\n", "hello", "Content-Length");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+5", "-5", "0x5", "5a", "5, 5", "", "99999999999999999999", "\u000b5"})
    void a_content_length_that_is_not_a_plain_number_is_refused(String length) {
        assertRefusedByContainer("Content-Length: " + length + "\r\n", "hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xchunked",
                "gzip, chunked",
                "chunked, identity",
                "\"chunked\"",
                "chunked\r\nTransfer-Encoding: chunked",
                "identity\r\nTransfer-Encoding: chunked",
                "\r\n chunked"
            })
    void a_transfer_coding_that_is_not_just_chunked_is_refused(String coding) {
        assertRefused("Transfer-Encoding: " + coding + "\r\n", SMUGGLED, "Transfer-Encoding");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length : 5\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Transfer-Encoding: \u000bchunked\r\n",
                "Content-Length:\r\n 5\r\n"
            })
    void space_where_a_length_is_named_is_refused(String header) {
        assertRefusedByContainer(header, SMUGGLED);
    }

    @Test
    void a_transfer_coding_in_http_1_0_is_refused() {
        String request =
                head("Transfer-Encoding: chunked\r\n").replace("HTTP/1.1", "HTTP/1.0") + SMUGGLED;

        RawConnection.Answer answer = RawConnection.exchange(request);

        assertThat(answer.error(400, "invalid_request").toString()).contains("HTTP/1.0");
        assertThat(answer.closes()).isTrue();
    }

    /** Of 0.9 the container answers what follows too, with a refusal. */
    @ParameterizedTest
    @CsvSource({"HTTP/2.0, 1", "HTTP/0.9, 2", "HTTP/1.2, 1", "HTTP/3.0, 1"})
    void another_version_of_http_does_not_get_round_the_checks(String version, int answers) {
        String head =
                head("Connection: keep-alive\r\nTransfer-Encoding: xchunked\r\n\r\n")
                        .replace("HTTP/1.1", version);
        try (RawConnection connection = RawConnection.open()) {
            connection.send(head.substring(0, head.length() - 2) + changeOfAnAdmin());

            for (int i = 0; i < answers; i++) {
                assertThat(connection.read().status()).isIn(400, 505);
            }
            assertThat(connection.ends()).isTrue();
        }
        assertThat(AlfredClient.admin().get("/api/orgs/smuggled").status()).isEqualTo(404);
        assertThat(provider().seen()).isEmpty();
    }

    @Test
    void a_folded_header_is_one_header() {
        String body = chatBody("hi");

        RawConnection.Answer answer =
                RawConnection.exchange(head("X-Folded: a\r\n b\r\n" + length(body)) + body);

        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-A: b\u0000c\r\n",
                "X-A: b\rc\r\n",
                "X-A: b\rTransfer-Encoding: chunked\r\n",
                "X-A: b\nTransfer-Encoding: chunked\r\n",
                "X-A: b\u0001c\r\n",
                "X-A: b\u007fc\r\n",
                "X\u0001A: b\r\n",
                "X A: b\r\n"
            })
    void control_characters_in_headers_are_refused(String header) {
        String body = chatBody("hi");

        assertRefusedByContainer(header + length(body), body);
    }

    @Test
    void two_hosts_are_refused() {
        String body = chatBody("hi");

        assertRefused("Host: other\r\n" + length(body), body, "Host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5g\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "+5\r\nhello\r\n0\r\n\r\n",
                "ffffffffffffffff5\r\nhello\r\n0\r\n\r\n",
                "10000000000000005\r\nhello\r\n0\r\n\r\n"
            })
    void malformed_chunks_are_refused(String chunks) {
        try (RawConnection connection = RawConnection.open()) {
            RawConnection.Answer answer =
                    connection.send(head("Transfer-Encoding: chunked\r\n") + chunks).read();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(connection.ends()).isTrue();
        }
        assertThat(provider().seen()).isEmpty();
    }

    @Test
    void a_body_in_chunks_is_read_whole_and_its_trailers_are_not_headers() {
        String body = chatBody("in chunks");
        String request =
                head("Transfer-Encoding: chunked\r\n")
                        + chunk(body.substring(0, 7))
                        + chunk(body.substring(7))
                        + "0\r\nIdempotency-Key: trailing\r\nContent-Length: 3\r\n\r\n";

        RawConnection.Answer answer = RawConnection.exchange(request);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.closes()).isTrue();
        assertThat(provider().only().text()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {H2C, "Connection: Upgrade\r\nUpgrade: websocket\r\n", "Upgrade: x\r\n"})
    void a_body_behind_an_upgrade_header_ends_where_it_was_announced(String upgrade) {
        String body = chatBody("upgraded");

        RawConnection.Answer inOne = RawConnection.exchange(head(upgrade + length(body)) + body);

        assertThat(inOne.status()).as(inOne.toString()).isEqualTo(200);
        assertThat(provider().only().text()).isEqualTo(body);
        assertThat(inTwo(upgrade, body).status()).isEqualTo(200);
    }

    private RawConnection.Answer inTwo(String upgrade, String body) {
        try (RawConnection connection = RawConnection.open()) {
            connection.send(head(upgrade + length(body)) + body.substring(0, 9));
            return connection.send(body.substring(9)).read();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "split"})
    void an_upgrade_header_is_as_harmless_under_api(String split) {
        String body = "{\"name\":\"upgraded" + split + "\"}";
        String head =
                "POST /api/orgs HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                        + Installation.current().adminToken()
                        + "\r\nContent-Type: application/json\r\n"
                        + H2C
                        + length(body)
                        + "\r\n";
        try (RawConnection connection = RawConnection.open()) {
            int first = split.isEmpty() ? body.length() : 5;
            connection.send(head + body.substring(0, first));
            connection.send(body.substring(first));

            assertThat(connection.read().status()).isEqualTo(201);
        }
    }

    @Test
    void an_upgrade_header_without_a_body_gets_its_answer_at_once() {
        RawConnection.Answer answer = RawConnection.exchange(head(H2C));

        answer.error(400, "invalid_request");
    }

    @Test
    void an_upgrade_header_with_chunks_is_refused() {
        assertRefused(H2C + "Transfer-Encoding: chunked\r\n", SMUGGLED, "Upgrade");
    }

    @Test
    void a_client_that_would_rather_speak_http_2_is_served_time_and_again()
            throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(Installation.current().url().resolve("/v1/chat/completions"))
                        .timeout(Await.LIMIT)
                        .header("Authorization", "Bearer " + tenant.secret())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(chatBody("hi")))
                        .build();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    void a_connection_serves_one_request_after_another() {
        String body = chatBody("hi");
        try (RawConnection connection = RawConnection.open()) {
            for (int i = 0; i < 3; i++) {
                connection.send(head(length(body)) + body);
                assertThat(connection.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void a_client_that_waits_for_permission_gets_it() {
        String body = chatBody("hi");
        try (RawConnection connection = RawConnection.open()) {
            connection.send(head("Expect: 100-continue\r\n" + length(body)));
            connection.send(body);
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8_200, 100_000})
    void headers_beyond_their_bound_are_refused(int chars) {
        assertRefusedByContainer("X-Large: " + "a".repeat(chars) + "\r\n", "");
    }

    @Test
    void too_many_headers_are_refused() {
        assertRefusedByContainer("X-Many: a\r\n".repeat(101), "");
    }

    /** The container, the filters, CDI and JAX-RS each read a path in a way of their own. */
    @ParameterizedTest
    @CsvSource({
        "POST, /v1/chat/completions/",
        "POST, /v1/chat/completions;a=b",
        "POST, /v1;a=b/chat/completions",
        "POST, /v1/chat;a=b/completions",
        "POST, //v1/chat/completions",
        "POST, /v1//chat/completions",
        "POST, /%761/chat/completions",
        "POST, /v1%2Fchat/completions",
        "POST, /v1/./chat/completions",
        "POST, /api/../v1/chat/completions",
        "POST, /v1/%2e%2e/v1/chat/completions",
        "POST, /v1/../api/orgs",
        "POST, /v1/%2E%2E/api/orgs",
        "GET, /v1/../api/orgs",
        "GET, /v1/..;a/api/orgs",
        "GET, /v1/;/../api/whoami",
        "GET, /V1/../api/whoami"
    })
    void a_path_that_can_be_read_in_several_ways_never_fails_and_is_paid_if_served(
            String method, String path) {
        String body = method.equals("GET") ? "" : chatBody("hi");
        String secret =
                path.contains("api") ? Installation.current().adminToken() : tenant.secret();

        RawConnection.Answer answer =
                RawConnection.exchange(
                        method
                                + " "
                                + path
                                + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                                + secret
                                + "\r\nContent-Type: application/json\r\n"
                                + length(body)
                                + "\r\n"
                                + body);

        assertThat(answer.status()).as(answer.body()).isLessThan(500);
        if (!provider().seen().isEmpty()) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(tenant.spent()).isPositive();
        }
    }

    private void assertRefused(String headers, String body, String reason) {
        try (RawConnection connection = RawConnection.open()) {
            RawConnection.Answer answer = connection.send(head(headers) + body).read();

            assertThat(answer.error(400, "invalid_request").path("message").asText())
                    .contains(reason);
            assertThat(answer.closes()).isTrue();
            assertThat(connection.ends()).isTrue();
        }
        assertThat(provider().seen()).isEmpty();
    }

    /** The container refuses by itself: no body, and the connection ends. */
    private void assertRefusedByContainer(String headers, String body) {
        try (RawConnection connection = RawConnection.open()) {
            RawConnection.Answer answer = connection.send(head(headers) + body).read();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(connection.ends()).isTrue();
        }
        assertThat(provider().seen()).isEmpty();
    }

    private String head(String headers) {
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + tenant.secret()
                + "\r\nContent-Type: application/json\r\n"
                + headers
                + "\r\n";
    }

    private static String length(String body) {
        return "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n";
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }
}
