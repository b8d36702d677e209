package io.alfred.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

class ListenerTest {
    @Test
    void a_taken_port_is_named_with_the_fix() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Listener.claim("127.0.0.1", taken.getLocalPort()))
                    .isInstanceOfSatisfying(
                            CliException.class,
                            e -> {
                                assertThat(e.exitCode()).isEqualTo(ExitCode.FAILURE);
                                assertThat(e.sentence())
                                        .contains(Integer.toString(taken.getLocalPort()))
                                        .contains("--port");
                            });
        }
    }

    @Test
    void port_0_becomes_a_free_one() {
        assertThat(Listener.claim("127.0.0.1", 0).port()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void a_port_outside_the_range_is_refused(int port) {
        assertThatThrownBy(() -> Listener.claim("127.0.0.1", port))
                .isInstanceOf(CliException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "127.0.0.1\nset x=y", "host.invalid"})
    void an_address_that_is_none_is_refused(String address) {
        assertThatThrownBy(() -> Listener.claim(address, 0))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("is no address");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:8080",
        "localhost, http://127.0.0.1:8080",
        "0.0.0.0, http://127.0.0.1:8080",
        "192.0.2.7, http://192.0.2.7:8080",
        "2001:db8::7, 'http://[2001:db8::7]:8080'"
    })
    void the_url_is_one_that_clients_here_can_use(String address, String url) {
        assertThat(new Listener(address, 8080).url()).hasToString(url);
    }

    @Test
    void a_port_where_nobody_listens_is_silent() {
        Listener nobody = Listener.claim("127.0.0.1", 0);
        assertThat(Listener.health(nobody.url())).isEqualTo(Listener.Health.SILENT);
        assertThat(nobody.ready()).isFalse();
    }
}
