package io.alfred.cli.bench.gateway;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** One kept connection; one call after the other. */
final class Connection implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final int READ_TIMEOUT_MS = 60_000;
    private static final int NANOS_PER_MS_DIGITS = 6;
    private static final String STAMP = "\"content\":\" t";

    private final Socket socket;
    private final Wire wire;
    private final OutputStream out;

    private Connection(Socket socket) throws IOException {
        this.socket = socket;
        this.wire = new Wire(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /**
     * What came back.
     *
     * @param firstEventNanos when the first event came, of {@link System#nanoTime}; 0: no events
     * @param overheadNanos what the gateway says of itself; -1: nothing
     * @param last whether the other side ends the connection after it
     */
    record Answer(int status, long firstEventNanos, long overheadNanos, boolean last) {}

    static Connection open(URI base) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.connect(
                    new InetSocketAddress(base.getHost(), base.getPort()), CONNECT_TIMEOUT_MS);
            return new Connection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Sends a request and reads its answer to the end.
     *
     * @param delays takes how long each event was on its way from the provider
     */
    Answer call(byte[] request, Latencies delays) throws IOException {
        try {
            out.write(request);
            Wire.Head head = wire.head();
            long firstNanos = 0;
            for (String line = wire.bodyLine(); line != null; line = wire.bodyLine()) {
                int stamp = line.startsWith("data: {") ? line.indexOf(STAMP) : -1;
                if (stamp >= 0) {
                    long now = System.nanoTime();
                    firstNanos = firstNanos == 0 ? now : firstNanos;
                    int from = stamp + STAMP.length();
                    delays.add(now - Long.parseLong(line, from, line.indexOf('"', from), 10));
                }
            }
            boolean last = "close".equalsIgnoreCase(head.headers().get("connection"));
            return new Answer(head.status(), firstNanos, overheadNanos(head), last);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static long overheadNanos(Wire.Head head) {
        @Nullable String ms = head.headers().get("x-alfred-overhead-ms");
        return ms == null ? -1 : new BigDecimal(ms).movePointRight(NANOS_PER_MS_DIGITS).longValue();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone, which is what was wanted
            return;
        }
    }
}
