package io.alfred.cli.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

class WireTest {
    @Test
    void a_body_of_known_length_ends_where_the_next_head_begins() throws IOException {
        Wire wire =
                wire(
                        "HTTP/1.1 200 OK",
                        "Content-Length: 6",
                        "X-Alfred-Overhead-Ms: 1.5",
                        "",
                        "one",
                        "twHTTP/1.1 404 Not Found",
                        "",
                        "");
        Wire.Head head = wire.head();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers()).containsEntry("x-alfred-overhead-ms", "1.5");
        assertThat(wire.bodyLine()).isEqualTo("one");
        assertThat(wire.bodyLine()).isEqualTo("tw");
        assertThat(wire.bodyLine()).isNull();
        assertThat(wire.head().status()).isEqualTo(404);
        assertThat(wire.bodyLine()).isNull();
    }

    @Test
    void a_line_may_lie_in_several_chunks_and_a_chunk_hold_several_lines() throws IOException {
        Wire wire =
                wire(
                        "HTTP/1.1 200 OK",
                        "Transfer-Encoding: chunked",
                        "",
                        "4;name=value",
                        "data",
                        "A",
                        ": 1\n\ndata:",
                        "3",
                        " 2\n",
                        "0",
                        "Trailer: x",
                        "",
                        "HTTP/1.1 204 No Content",
                        "",
                        "");
        wire.head();
        assertThat(wire.bodyLine()).isEqualTo("data: 1");
        assertThat(wire.bodyLine()).isEmpty();
        assertThat(wire.bodyLine()).isEqualTo("data: 2");
        assertThat(wire.bodyLine()).isNull();
        assertThat(wire.head().status()).isEqualTo(204);
    }

    @Test
    void a_body_that_breaks_off_is_an_error_and_no_end() throws IOException {
        Wire wire = wire("HTTP/1.1 200 OK", "Content-Length: 100", "", "half of it");
        wire.head();
        assertThatThrownBy(wire::body).isInstanceOf(EOFException.class);
    }

    private static Wire wire(String... lines) {
        InputStream bytes =
                new ByteArrayInputStream(
                        String.join("\r\n", lines)
                                .replace("one\r\n", "one\n")
                                .getBytes(StandardCharsets.UTF_8));
        return new Wire(bytes);
    }
}
