package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Bodies that are wrong, slow, packed or too large, and what they are told. */
@Order(5)
class HardeningIT extends ContainerTest {
    private static final int BODY_BYTES_MAX = 20 * 1024 * 1024;
    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String HI = "{\"model\":\"gpt-4o-mini\"," + USER + "}";

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

    static Stream<Arguments> bodies_that_are_no_json_object() {
        return Stream.of(
                argumentSet("nothing", "", "the body is missing"),
                argumentSet("a space", " ", "not a JSON object"),
                argumentSet("a list", "[]", "not a JSON object"),
                argumentSet("a text", "\"hi\"", "not a JSON object"),
                argumentSet("null", "null", "not a JSON object"),
                argumentSet("not JSON", "hello", "not valid JSON (line 1, column "),
                argumentSet("cut off", "{\"model\":\n\"gpt", "not valid JSON (line 2, column "),
                argumentSet("trailing garbage", HI + " x", "not valid JSON (line 1, column "),
                argumentSet("two objects", HI + HI, "not valid JSON"),
                argumentSet("a comment", "/* */" + HI, "not valid JSON"),
                argumentSet("single quotes", HI.replace('"', '\''), "not valid JSON"),
                argumentSet("not a number", HI.replace("\"hi\"", "NaN"), "not valid JSON"),
                argumentSet("a leading zero", HI.replace("\"hi\"", "007"), "not valid JSON"),
                argumentSet("a control character", HI.replace("hi", "h\u0001"), "not valid JSON"),
                argumentSet(
                        "depth bomb of lists",
                        HI.replace("\"hi\"", "[".repeat(100_000)),
                        "nested deeper than 1000 levels"),
                argumentSet(
                        "depth bomb of objects",
                        "{\"a\":".repeat(1_001) + "1" + "}".repeat(1_001),
                        "nested deeper than 1000 levels"),
                argumentSet(
                        "a number of 1001 digits",
                        HI.replace("\"hi\"", "1".repeat(1_001)),
                        "a number or a name in the body is too long"));
    }

    @ParameterizedTest
    @MethodSource
    void bodies_that_are_no_json_object(String body, String message) {
        JsonNode error = refusal(body);

        assertThat(error.path("message").textValue()).contains(message);
        assertThat(error.path("param").isNull()).isTrue();
    }

    @Test
    void a_key_that_is_there_twice_is_named() {
        JsonNode error = refusal("{\"model\":\"gpt-4o-mini\",\"model\":\"gpt-4o\"," + USER + "}");

        assertThat(error.path("message").textValue()).contains("\"model\" twice");
        assertThat(error.path("param").textValue()).isEqualTo("model");
    }

    static Stream<Arguments> fields_of_a_wrong_type() {
        List<Arguments> cases = new ArrayList<>();
        for (String value : List.of("5", "null", "\"\"", "\" \"", "[]", "{}", "true")) {
            cases.add(field("model", "{\"model\":" + value + "," + USER + "}"));
        }
        cases.add(field("model", "{" + USER + "}"));
        for (String value : List.of("null", "[]", "{}", "\"hi\"", "5")) {
            cases.add(message("messages", value));
        }
        cases.add(field("messages", "{\"model\":\"gpt-4o-mini\"}"));
        for (String value : List.of("null", "1", "\"hi\"", "[]")) {
            cases.add(message("messages[0]", "[" + value + "]"));
        }
        cases.add(message("messages[1]", "[{\"role\":\"user\",\"content\":\"hi\"},null]"));
        for (String role : List.of("{}", "{\"role\":null}", "{\"role\":5}", "{\"role\":[]}")) {
            cases.add(message("messages[0].role", "[" + role + "]"));
        }
        for (String content : List.of("5", "true", "{}")) {
            cases.add(content("messages[0].content", content));
        }
        for (String part : List.of("null", "5", "\"hi\"")) {
            cases.add(content("messages[0].content[0]", "[" + part + "]"));
        }
        cases.add(content("messages[0].content[0].type", "[{}]"));
        cases.add(content("messages[0].content[0].type", "[{\"type\":5}]"));
        cases.add(content("messages[0].content[0].text", "[{\"type\":\"text\"}]"));
        cases.add(content("messages[0].content[0].text", "[{\"type\":\"text\",\"text\":5}]"));
        cases.add(content("messages[0].content[0].image_url", "[{\"type\":\"image_url\"}]"));
        cases.add(
                content(
                        "messages[0].content[0].image_url.url",
                        "[{\"type\":\"image_url\",\"image_url\":{}}]"));
        for (String number :
                List.of("0", "-1", "1.5", "\"2\"", "true", "[]", "1e3", "1e999999999", "-1e-9")) {
            cases.add(option("max_tokens", number));
            cases.add(option("max_completion_tokens", number));
            cases.add(option("n", number));
        }
        cases.add(option("n", "129"));
        cases.add(option("n", "1".repeat(1_000)));
        for (String flag : List.of("\"yes\"", "1", "[]")) {
            cases.add(option("stream", flag));
        }
        cases.add(option("stream_options", "5"));
        cases.add(option("stream_options.include_usage", "{\"include_usage\":5}"));
        cases.add(option("tools", "{}"));
        cases.add(option("tools[0]", "[null]"));
        cases.add(option("tools[0].type", "[{\"type\":5}]"));
        cases.add(option("functions", "\"f\""));
        cases.add(option("modalities", "\"text\""));
        cases.add(option("modalities[0]", "[null]"));
        cases.add(option("service_tier", "5"));
        return cases.stream();
    }

    private static Arguments field(String path, String body) {
        return argumentSet(path + " in " + (body.length() > 90 ? "…" : body), path, body);
    }

    private static Arguments message(String path, String messages) {
        return field(path, "{\"model\":\"gpt-4o-mini\",\"messages\":" + messages + "}");
    }

    private static Arguments content(String path, String content) {
        return message(path, "[{\"role\":\"user\",\"content\":" + content + "}]");
    }

    private static Arguments option(String path, String value) {
        String name = path.split("[.\\[]", 2)[0];
        return argumentSet(
                name + " " + (value.length() > 40 ? "…" : value),
                path,
                "{\"model\":\"gpt-4o-mini\"," + USER + ",\"" + name + "\":" + value + "}");
    }

    @ParameterizedTest
    @MethodSource
    void fields_of_a_wrong_type(String path, String body) {
        JsonNode error = refusal(body);

        assertThat(error.path("param").asText()).as(error.toString()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e-999999999", "1e9999999999999", "0.1e1000000"})
    void a_number_of_any_size_where_none_is_read_passes(String number) {
        String body =
                HI.replace(
                        "}]}", "}],\"temperature\":" + number + ",\"unknown\":[" + number + "]}");

        AlfredClient.Answer answer = tenant.client().chat(body);

        if (answer.status() == 200) {
            assertThat(provider().only().text()).isEqualTo(body);
        } else {
            assertThat(answer.expect(400).path("error").path("code").textValue())
                    .isEqualTo("invalid_request");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1"})
    void a_body_that_is_not_utf_8_is_refused(String charset) {
        byte[] body = HI.replace("hi", "h\u00e9").getBytes(Charset.forName(charset));

        exchange("", body).error(400, "invalid_request");

        assertThat(provider().seen()).isEmpty();
    }

    @Test
    void a_gzip_body_goes_upstream_plain() {
        RawConnection.Answer answer = exchange("Content-Encoding: gzip\r\n", pack(HI));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(provider().only().text()).isEqualTo(HI);
        assertThat(provider().only().headers()).doesNotContainKey("Content-Encoding");
    }

    @Test
    void a_gzip_bomb_is_refused_before_it_is_unpacked() {
        byte[] bomb = pack(" ".repeat(BODY_BYTES_MAX) + HI);

        exchange("Content-Encoding: gzip\r\n", bomb).error(413, "request_too_large");
    }

    @Test
    void a_gzip_bomb_that_lies_about_its_size_is_refused() {
        byte[] bomb = pack(" ".repeat(BODY_BYTES_MAX) + HI);
        byte[] small = pack(HI);
        System.arraycopy(small, small.length - 4, bomb, bomb.length - 4, 4);

        exchange("Content-Encoding: gzip\r\n", bomb).error(400, "invalid_request");
    }

    @Test
    void a_broken_gzip_body_is_refused() {
        byte[] packed = pack(HI);
        packed[packed.length / 2] ^= 0x55;

        JsonNode error =
                exchange("Content-Encoding: gzip\r\n", packed).error(400, "invalid_request");

        assertThat(error.path("message").textValue()).contains("gzip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "zstd", "gzip, gzip", "nonsense"})
    void other_encodings_are_refused_with_the_one_that_is_read(String encoding) {
        JsonNode error =
                exchange("Content-Encoding: " + encoding + "\r\n", utf8(HI))
                        .error(415, "unsupported_media_type");

        assertThat(error.path("message").textValue()).contains("Content-Encoding: gzip");
    }

    @Test
    void a_body_that_says_that_it_is_plain_is_read() {
        assertThat(exchange("Content-Encoding: identity\r\n", utf8(HI)).status()).isEqualTo(200);
    }

    @Test
    void a_body_of_another_type_is_refused_with_the_right_one() {
        RawConnection.Answer answer =
                RawConnection.exchange(
                        head("").replace("application/json", "text/plain")
                                + "Content-Length: 2\r\n\r\n{}");

        assertThat(answer.error(415, "unsupported_media_type").toString())
                .contains("application/json");
    }

    @Test
    void the_largest_body_is_read_and_one_byte_more_is_not() {
        byte[] largest = utf8(HI + " ".repeat(BODY_BYTES_MAX - HI.length()));
        assertThat(exchange("", largest).status()).isEqualTo(200);

        try (RawConnection connection = RawConnection.open()) {
            connection.send(head("Content-Length: " + (BODY_BYTES_MAX + 1) + "\r\n") + "\r\n{");

            JsonNode error = connection.read().error(413, "request_too_large");

            assertThat(error.path("message").textValue()).contains("" + BODY_BYTES_MAX);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "[], application/json",
                "11, application/json",
                "{\"a\":{}}, application/json",
                "[], ''",
                "11, application/*"
            })
    void bodies_of_nothing_but_values_do_not_fill_the_memory(String value, String type) {
        String values = value.repeat((BODY_BYTES_MAX - 100) / value.length());
        byte[] body = utf8("{\"model\":\"gpt-4o-mini\",\"messages\":[" + values + "1]}");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RawConnection.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(threads.submit(() -> exchangeTyped(type, body)));
            }
            answers.forEach(
                    answer -> assertThat(Await.result(answer).status()).isIn(400, 413, 503));
        }
        assertThat(tenant.client().chat(HI).status()).isEqualTo(200);
    }

    @Test
    void a_body_in_chunks_beyond_the_bound_is_refused() {
        byte[] chunk = utf8("100000\r\n" + " ".repeat(0x100000) + "\r\n");
        try (RawConnection connection = RawConnection.open()) {
            connection.send(head("Transfer-Encoding: chunked\r\n") + "\r\n");
            for (int mib = 0; mib < 20; mib++) {
                connection.send(chunk);
            }
            connection.send("1\r\n \r\n");

            connection.read().error(413, "request_too_large");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 100\r\n\r\n",
                "Content-Length: 100\r\n\r\n{\"model\":",
                "Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 100\r\n\r\n{",
                "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"mod\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"modXX0\r\n\r\n"
            })
    void a_body_that_does_not_come_whole_is_given_up(String start) {
        try (RawConnection connection = RawConnection.open()) {
            connection.send(head(start));

            RawConnection.Answer answer = connection.read();

            assertThat(answer.error(408, "request_timeout").path("message").textValue())
                    .contains("bytes of the body arrived in");
            assertThat(answer.closes()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Type: application/json\r\n", "Content-Length: 0\r\n"})
    void a_change_under_api_without_a_body_is_refused(String headers) {
        RawConnection.Answer answer =
                RawConnection.exchange(
                        "POST /api/orgs HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                                + Installation.current().adminToken()
                                + "\r\n"
                                + headers
                                + "\r\n");

        assertThat(answer.error(400, "invalid_request").path("detail").textValue())
                .startsWith("the body is missing");
    }

    @Test
    void a_body_under_api_that_only_drips_is_given_up() {
        String head =
                "POST /api/orgs HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                        + Installation.current().adminToken()
                        + "\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n";
        try (RawConnection connection = RawConnection.open()) {
            connection.send(head);

            Await.until("the server gives up", () -> connection.send(" ").isAnswered());

            connection.read().error(408, "request_timeout");
        }
    }

    @Test
    void many_slow_bodies_stand_in_nobodys_way() {
        List<RawConnection> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                slow.add(
                        RawConnection.open()
                                .send(head("Content-Length: 20000000\r\n") + "\r\n{\"model\":"));
            }

            assertThat(tenant.client().chat(HI).status()).isEqualTo(200);

            for (RawConnection connection : slow) {
                connection.read().error(408, "request_timeout");
            }
        } finally {
            slow.forEach(RawConnection::close);
        }
    }

    @Test
    void a_client_that_leaves_within_its_body_leaves_nothing_behind() {
        try (RawConnection connection = RawConnection.open()) {
            connection.send(head("Content-Length: " + HI.length() + "\r\n") + "\r\n{\"model\"");
        }
        assertThat(tenant.client().chat(HI).status()).isEqualTo(200);
        assertThat(provider().seen()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o-mini\\r\\nX-Injected: yes",
                "gpt-4o-mini\\nX-Injected: yes",
                "gpt-4o-mini\\u0000X-Injected: yes",
                "openai/gpt-4o-mini\\r\\n\\r\\nGET /injected HTTP/1.1"
            })
    void no_value_of_a_body_gets_into_the_head_of_the_request_upstream(String value) {
        String body =
                "{\"model\":\""
                        + value
                        + "\","
                        + USER
                        + ",\"user\":\""
                        + value
                        + "\",\"metadata\":{\"a\":\""
                        + value
                        + "\"}}";

        tenant.client().chat(body).expect(404);
        tenant.client().chat(HI.replace("}]}", "}],\"user\":\"" + value + "\"}")).expect(200);

        assertThat(provider().only().headers()).doesNotContainKey("X-Injected");
        assertThat(provider().only().path()).isEqualTo("/v1/chat/completions");
    }

    @Test
    void no_header_of_a_client_gets_upstream_unless_it_is_meant_to() {
        String secret = "Authorization: Bearer sk-of-somebody-else";
        RawConnection.Answer answer =
                exchange(
                        "X-Injected: yes\r\nCookie: a=b\r\nX-Forwarded-For: 1.2.3.4\r\n"
                                + "Traceparent: 00-\r\nX-Request-Id: a b\r\n"
                                + "Proxy-"
                                + secret
                                + "\r\nTE: trailers\r\nConnection: keep-alive, X-Injected\r\n",
                        utf8(HI));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(provider().only().headers().keySet())
                .doesNotContain("X-Injected", "Cookie", "X-Forwarded-For", "Proxy-Authorization");
        assertThat(provider().only().headers().toString()).doesNotContain("somebody-else");
    }

    private JsonNode refusal(String body) {
        AlfredClient.Answer answer = tenant.client().chat(body);
        JsonNode error = answer.expect(400).path("error");
        assertThat(error.path("code").textValue()).isEqualTo("invalid_request");
        assertThat(provider().seen()).isEmpty();
        return error;
    }

    private RawConnection.Answer exchange(String headers, byte[] body) {
        try (RawConnection connection = RawConnection.open()) {
            return connection
                    .send(head(headers + "Content-Length: " + body.length + "\r\n") + "\r\n")
                    .send(body)
                    .read();
        }
    }

    private String head(String headers) {
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + tenant.secret()
                + "\r\nContent-Type: application/json\r\n"
                + headers;
    }

    /** The same with another type, or none. */
    private RawConnection.Answer exchangeTyped(String type, byte[] body) {
        String typed = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
        String announced = "Content-Length: " + body.length + "\r\n\r\n";
        try (RawConnection connection = RawConnection.open()) {
            return connection
                    .send(
                            "POST /v1/chat/completions HTTP/1.1\r\n"
                                    + "Host: a\r\n"
                                    + "Authorization: Bearer "
                                    + tenant.secret()
                                    + "\r\n"
                                    + typed
                                    + announced)
                    .send(body)
                    .read();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] pack(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(utf8(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
