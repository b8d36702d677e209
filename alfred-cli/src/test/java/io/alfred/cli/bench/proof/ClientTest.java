package io.alfred.cli.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

class ClientTest {
    private static final int CONNECT_MS = 200;

    /** A node that was just killed, or starts, takes no connection; it promised nothing yet. */
    @Test
    void a_node_that_takes_no_connection_is_no_hang() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpClient http =
                        HttpClient.newBuilder()
                                .connectTimeout(Duration.ofMillis(CONNECT_MS))
                                .build()) {
            fill(full, waiting);
            CallLog log = new CallLog();
            AtomicInteger rounds = new AtomicInteger();
            new Client(
                            new Client.World(
                                    http,
                                    List.of(URI.create("http://127.0.0.1:" + full.getLocalPort())),
                                    List.of(new Tenants.Account("key", List.of("w"))),
                                    log,
                                    () -> rounds.getAndIncrement() > 0),
                            1)
                    .run();

            assertThat(log.sentCalls()).isEqualTo(1);
            assertThat(log.hungCalls()).isZero();
            assertThat(log.answers()).containsKey("no connection");
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Connects until the queue of connections to be accepted is full. */
    private static void fill(ServerSocket server, List<Socket> waiting) throws IOException {
        while (true) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), server.getLocalPort()),
                        CONNECT_MS);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }
}
