package io.alfred.web.proxy;

import io.alfred.gateway.Presence;
import io.alfred.kernel.Rounds;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Notices clients that leave while nothing is written to them.
 *
 * <p>Why: the container reads nothing from a connection while its request is worked on, so it hears
 * of the end only from a write that fails. A provider that thinks for minutes would go on for
 * nobody. Nobody looks while all calls have just begun, as most of those are over before the next
 * look. Where the system does not tell, that write remains. A client that closes only its sending
 * half counts as gone.
 */
@ApplicationScoped
public class LeftClients {
    /** Milliseconds between two looks, at least. */
    static final int PERIOD_MS = 150;

    /** … and at most. */
    static final int PERIOD_MAX_MS = 1_000;

    /** Between the two, looks take at most this part of one processor: the list may be long. */
    private static final int SHARE = 50;

    private static final System.Logger LOG = System.getLogger(LeftClients.class.getName());

    @Resource private ManagedThreadFactory threads;

    private final Set<WatchedClient> watched = ConcurrentHashMap.newKeySet();
    private volatile Duration pause = Duration.ofMillis(PERIOD_MS);
    private @Nullable Rounds rounds;

    @PostConstruct
    void start() {
        if (TcpTable.isThere()) {
            Rounds.Rhythm rhythm =
                    new Rounds.Rhythm("alfred-left-clients", pause, () -> this.pause);
            rounds = Rounds.start(threads, rhythm, this::look);
        } else {
            LOG.log(
                    System.Logger.Level.INFO,
                    "without /proc/self/net/tcp, clients that leave are noticed when they are"
                            + " written to");
        }
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.stop();
        }
    }

    /** A watch over one client, from now until it is closed. */
    record Watch(Presence presence, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    Watch over(HttpServletRequest request) {
        Presence presence = new Presence();
        InetAddress remote;
        try {
            // An address in digits: no name is looked up.
            remote = InetAddress.getByName(request.getRemoteAddr());
        } catch (UnknownHostException e) {
            return new Watch(presence, () -> {});
        }
        WatchedClient client =
                new WatchedClient(
                        new TcpTable.Connection(
                                request.getLocalPort(), remote, request.getRemotePort()),
                        presence,
                        System.nanoTime());
        watched.add(client);
        return new Watch(presence, () -> watched.remove(client));
    }

    private void look() throws IOException {
        long started = System.nanoTime();
        if (watched.stream().noneMatch(client -> client.waitsAt(started))) {
            return;
        }
        // Only those who were there before: the list may hold what a newer connection was until
        // now, such as half open, or an older one of the same ports.
        List<WatchedClient> before = List.copyOf(watched);
        TcpTable table =
                TcpTable.read(
                        before.stream()
                                .map(client -> client.connection().localPort())
                                .collect(Collectors.toSet()));
        for (WatchedClient client : before) {
            client.look(table.isOpen(client.connection()));
        }
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        pause = Duration.ofMillis(Math.clamp(SHARE * took.toMillis(), PERIOD_MS, PERIOD_MAX_MS));
    }
}
