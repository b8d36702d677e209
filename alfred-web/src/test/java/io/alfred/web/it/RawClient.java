package io.alfred.web.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client on a raw socket, which sees the pieces of an answer as they were sent. */
final class RawClient implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;
    private String head = "";

    /**
     * Sends one call.
     *
     * @param receiveBytes size of the socket's receive buffer; 0 for the system's
     */
    private RawClient(String secret, String body, int receiveBytes) {
        URI url = Installation.current().url();
        try {
            if (receiveBytes > 0) {
                socket.setReceiveBufferSize(receiveBytes);
            }
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
            socket.setSoTimeout((int) Await.LIMIT.toMillis());
            in = new BufferedInputStream(socket.getInputStream());
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String request =
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: "
                            + url.getAuthority()
                            + "\r\nAuthorization: Bearer "
                            + secret
                            + "\r\nContent-Type: application/json\r\nContent-Length: "
                            + bytes.length
                            + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawClient chat(Tenant tenant, String body) {
        return new RawClient(tenant.secret(), body, 0);
    }

    /** A client that can take only few bytes before it reads. */
    static RawClient narrow(Tenant tenant, String body) {
        return new RawClient(tenant.secret(), body, 8 * 1024);
    }

    /** The head of the answer. */
    String head() {
        try {
            if (head.isEmpty()) {
                head = Wire.head(in);
            }
            return head;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String tx() {
        return Wire.header(head(), "X-Alfred-Transaction");
    }

    /** The next piece of the body as it was sent; empty at its end. */
    byte[] piece() {
        head();
        try {
            int length = Integer.parseInt(Wire.line(in), 16);
            byte[] bytes = in.readNBytes(length);
            Wire.line(in);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String pieceText() {
        return new String(piece(), StandardCharsets.UTF_8);
    }

    /** All that is left of the body. */
    byte[] rest() {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        byte[] piece = piece();
        while (piece.length > 0) {
            rest.writeBytes(piece);
            piece = piece();
        }
        return rest.toByteArray();
    }

    String restText() {
        return new String(rest(), StandardCharsets.UTF_8);
    }

    /** Closes its sending half only. */
    void closeHalf() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes with a reset instead of a farewell. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the connection now. */
    void leave() {
        close();
    }

    /** Leaves. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
