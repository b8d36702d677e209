package io.alfred.cli.serve.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

class PostgresPortTest {
    @TempDir private Path folder;

    @Test
    void the_first_choice_is_kept() {
        PostgresPort port = new PostgresPort(folder.resolve("pg.json"));
        assertThat(port.saved()).isEmpty();

        int chosen = port.choose();

        assertThat(chosen).isBetween(20_000, 29_999);
        assertThat(port.saved()).hasValue(chosen);
        assertThat(port.choose()).isEqualTo(chosen);
    }

    @Test
    void another_port_is_chosen_when_somebody_took_it() throws IOException {
        PostgresPort port = new PostgresPort(folder.resolve("pg.json"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port.save(taken.getLocalPort());

            int chosen = port.choose();

            assertThat(chosen).isNotEqualTo(taken.getLocalPort());
            assertThat(port.saved()).hasValue(chosen);
        }
    }
}
