package io.alfred.web.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

class TcpTableTest {
    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";
    private static final String TAIL = " 00000000:00000000 00:00000000 00000000     0        0 2\n";

    private static TcpTable.Connection connection(int localPort, String remote, int remotePort)
            throws IOException {
        return new TcpTable.Connection(localPort, InetAddress.getByName(remote), remotePort);
    }

    private static void assumeLittleEndian() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void a_connection_is_open_while_established_and_not_once_the_other_side_closed()
            throws IOException {
        assumeLittleEndian();
        TcpTable table =
                TcpTable.parse(
                        HEAD
                                + "   0: 0100007F:1F90 00000000:0000 0A"
                                + TAIL
                                + "   2: 0100007F:1F90 0100007F:C570 01"
                                + TAIL
                                + "  13: 0100007F:1F90 0200000A:C571 08"
                                + TAIL
                                + "  14: 0100007F:1F91 0200000A:C572 01"
                                + TAIL,
                        Set.of(8080));

        assertThat(table.isOpen(connection(8080, "127.0.0.1", 50_544))).contains(true);
        assertThat(table.isOpen(connection(8080, "10.0.0.2", 50_545))).contains(false);
        assertThat(table.isOpen(connection(8081, "10.0.0.2", 50_546)))
                .as("a port nobody asked for")
                .isEmpty();
        assertThat(table.isOpen(connection(8080, "127.0.0.1", 1))).isEmpty();
    }

    @Test
    void a_connection_that_is_half_open_or_open_in_one_of_two_lines_is_open() throws IOException {
        assumeLittleEndian();
        TcpTable table =
                TcpTable.parse(
                        HEAD
                                + "   0: 0100007F:1F90 0100007F:C570 03"
                                + TAIL
                                + "   1: 0100007F:1F90 0100007F:C571 01"
                                + TAIL
                                + "   2: 0100007F:1F90 0100007F:C571 06"
                                + TAIL
                                + "   3: 0100007F:1F90 0100007F:C572 06"
                                + TAIL,
                        Set.of(8080));

        assertThat(table.isOpen(connection(8080, "127.0.0.1", 50_544))).contains(true);
        assertThat(table.isOpen(connection(8080, "127.0.0.1", 50_545))).contains(true);
        assertThat(table.isOpen(connection(8080, "127.0.0.1", 50_546))).contains(false);
    }

    @Test
    void version_6_addresses_are_read_and_mapped_ones_count_as_version_4() throws IOException {
        assumeLittleEndian();
        TcpTable table =
                TcpTable.parse(
                        HEAD
                                + "   1: 0000000000000000FFFF00000100007F:1F90"
                                + " 0000000000000000FFFF00000100007F:8FC2 01"
                                + TAIL
                                + "   2: B80D01200000000067452301EFCDAB89:1F90"
                                + " B80D0120000000006745230100000001:0050 08"
                                + TAIL,
                        Set.of(8080));

        assertThat(table.isOpen(connection(8080, "127.0.0.1", 0x8FC2))).contains(true);
        assertThat(table.isOpen(connection(8080, "2001:db8::123:4567:100:0", 80))).contains(false);
    }

    @Test
    void lines_that_are_none_are_passed_over() {
        assertThat(
                        TcpTable.parse(HEAD + "\nnonsense\n 3: 12\n", Set.of(1))
                                .isOpen(
                                        new TcpTable.Connection(
                                                1, InetAddress.getLoopbackAddress(), 1)))
                .isEmpty();
    }

    @Test
    void the_kernel_tells_of_a_client_that_leaves() throws IOException {
        assumeTrue(TcpTable.isThere());
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            TcpTable.Connection connection =
                    new TcpTable.Connection(
                            server.getLocalPort(), accepted.getInetAddress(), accepted.getPort());
            Set<Integer> port = Set.of(server.getLocalPort());
            assertThat(TcpTable.read(port).isOpen(connection)).contains(true);

            client.shutdownOutput();

            long deadline = System.nanoTime() + 30_000_000_000L;
            while (TcpTable.read(port).isOpen(connection).orElseThrow()) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
