package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Where the server listens. */
record Listener(String address, int port) {
    private static final Pattern OPEN_CALLS = Pattern.compile("\"open_calls\":\"?[1-9]");
    private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z.:_-]+");
    private static final int PORT_MAX = 65_535;
    private static final int ANSWER_LIMIT_MS = 5_000;
    private static final int READY = 200;

    /** How a server answers. */
    enum Health {
        READY,
        NOT_READY,
        SILENT
    }

    /**
     * Makes sure that the address can be listened on; port 0 becomes a free one.
     *
     * <p>Why before the start: the server would need ten seconds to find out.
     */
    static Listener claim(String address, int port) {
        if (port < 0 || port > PORT_MAX) {
            throw new CliException(
                    ExitCode.USAGE, port + " is not a port", "use 0 (any free) to " + PORT_MAX);
        }
        InetAddress inet = resolve(address);
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(inet, port));
            return new Listener(address, socket.getLocalPort());
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "cannot listen on " + address + " port " + port + " (" + e.getMessage() + ")",
                    "stop what uses that port, or choose another with --port",
                    e);
        }
    }

    /** Where clients on this machine find it. */
    URI url() {
        InetAddress inet = resolve(address);
        String host = inet.isAnyLocalAddress() || inet.isLoopbackAddress() ? "127.0.0.1" : address;
        if (host.indexOf(':') >= 0) {
            host = "[" + host + "]";
        }
        return URI.create("http://" + host + ":" + port);
    }

    /** Whether the server answers and calls itself ready. */
    boolean ready() {
        return health(url()) == Health.READY;
    }

    /** What {@code /health/ready} says. */
    static Health health(URI url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection)
                            url.resolve("/health/ready").toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(ANSWER_LIMIT_MS);
            connection.setReadTimeout(ANSWER_LIMIT_MS);
            try {
                return connection.getResponseCode() == READY ? Health.READY : Health.NOT_READY;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return Health.SILENT;
        }
    }

    /** Whether the server says that calls still hold money; false when it says nothing. */
    boolean hasOpenCalls() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection)
                            url().resolve("/health/ready").toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(ANSWER_LIMIT_MS);
            connection.setReadTimeout(ANSWER_LIMIT_MS);
            try (InputStream body = connection.getInputStream()) {
                String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                return OPEN_CALLS.matcher(text).find();
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static InetAddress resolve(String address) {
        try {
            if (PLAIN.matcher(address).matches()) {
                return InetAddress.getByName(address);
            }
        } catch (UnknownHostException e) {
            // same sentence as for an address that cannot be one
        }
        throw new CliException(
                ExitCode.FAILURE,
                "\"" + address + "\" is no address of this machine",
                "use 127.0.0.1, 0.0.0.0 or an address of one of its interfaces");
    }
}
