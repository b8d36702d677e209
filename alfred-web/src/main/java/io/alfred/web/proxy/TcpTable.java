package io.alfred.web.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The kernel's list of TCP connections, {@code /proc/self/net/tcp} and {@code tcp6} of Linux.
 *
 * <p>Format: proc_pid_net(5). A line is {@code sl: local remote state …}; an address is hexadecimal
 * words of 32 bits in the machine's byte order, a port hexadecimal, big end first.
 */
final class TcpTable {
    private static final List<Path> FILES =
            List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

    private static final int HEX = 16;
    private static final int WORD_DIGITS = 8;
    private static final int ESTABLISHED = 1;

    /** Half open: its first request may come with what completes it. */
    private static final int SYN_RECEIVED = 3;

    /** One connection as a server sees it. IPv4 inside IPv6 counts as IPv4. */
    record Connection(int localPort, InetAddress remote, int remotePort) {}

    private final Map<Connection, Boolean> open = new HashMap<>();

    private TcpTable() {}

    /** Whether this system tells. */
    static boolean isThere() {
        return Files.isReadable(FILES.get(0));
    }

    /**
     * Reads the connections of some local ports as they are now.
     *
     * @throws IOException when the system does not tell
     */
    static TcpTable read(Set<Integer> localPorts) throws IOException {
        TcpTable table = new TcpTable();
        for (Path file : FILES) {
            // Without IPv6 there is no second file.
            if (Files.isReadable(file)) {
                table.add(
                        new String(Files.readAllBytes(file), StandardCharsets.US_ASCII),
                        localPorts);
            }
        }
        return table;
    }

    static TcpTable parse(String text, Set<Integer> localPorts) {
        TcpTable table = new TcpTable();
        table.add(text, localPorts);
        return table;
    }

    /** Whether both sides can still send; empty for a connection that is not in the list. */
    Optional<Boolean> isOpen(Connection connection) {
        return Optional.ofNullable(open.get(connection));
    }

    private void add(String text, Set<Integer> localPorts) {
        // The first line names the columns.
        text.lines().skip(1).forEach(line -> addLine(line, localPorts));
    }

    private void addLine(String line, Set<Integer> localPorts) {
        int local = line.indexOf(':') + 2;
        int localColon = line.indexOf(':', local);
        int localEnd = line.indexOf(' ', localColon);
        int remoteColon = line.indexOf(':', localEnd);
        int remoteEnd = line.indexOf(' ', remoteColon);
        if (local < 2 || localColon < 0 || localEnd < 0 || remoteColon < 0 || remoteEnd < 0) {
            return;
        }
        int localPort = Integer.parseInt(line, localColon + 1, localEnd, HEX);
        if (localPorts.contains(localPort)) {
            int state = Integer.parseInt(line, remoteEnd + 1, remoteEnd + 3, HEX);
            // twice if it changed while the list was read, or came from another address here
            open.merge(
                    new Connection(
                            localPort,
                            address(line.substring(localEnd + 1, remoteColon)),
                            Integer.parseInt(line, remoteColon + 1, remoteEnd, HEX)),
                    state == ESTABLISHED || state == SYN_RECEIVED,
                    Boolean::logicalOr);
        }
    }

    private static InetAddress address(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        for (int i = 0; i < hex.length(); i += WORD_DIGITS) {
            words.putInt(Integer.parseUnsignedInt(hex, i, i + WORD_DIGITS, HEX));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + hex, e);
        }
    }
}
