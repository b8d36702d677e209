package io.alfred.cli.bench.gateway;

import java.io.IOException;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Where calls go, with the connections that are idle and what was measured. */
final class Target implements AutoCloseable {
    /** More would say that the target cannot keep up. */
    private static final int CONNECTIONS_MAX = 4096;

    private static final int OK = 200;

    private final URI base;
    private final byte[] request;
    private final int expected;
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Latencies whole = new Latencies();
    private final Latencies first = new Latencies();
    private final Latencies events = new Latencies();
    private final Latencies holds = new Latencies();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicReference<String> firstFailure = new AtomicReference<>("");

    /**
     * A target with one request.
     *
     * @param expected the status of an answer that is no failure, besides 200
     */
    Target(URI base, byte[] request, int expected) {
        this.base = base;
        this.request = request;
        this.expected = expected;
    }

    /**
     * Makes one call and notes how long it took since it was due, whenever it was begun.
     *
     * <p>Why since it was due: a target that stalls would otherwise delay the calls that would have
     * shown it.
     */
    void call(long dueNanos) {
        try {
            Connection connection = take();
            Connection.Answer answer = connection.call(request, events);
            if (answer.last()) {
                open.decrementAndGet();
                connection.close();
            } else {
                idle.add(connection);
            }
            if (answer.status() != expected && answer.status() != OK) {
                failed("status " + answer.status());
                return;
            }
            whole.add(System.nanoTime() - dueNanos);
            if (answer.firstEventNanos() != 0) {
                first.add(answer.firstEventNanos() - dueNanos);
            }
            if (answer.overheadNanos() >= 0) {
                holds.add(answer.overheadNanos());
            }
        } catch (IOException e) {
            open.decrementAndGet();
            failed(String.valueOf(e.getMessage()));
        }
    }

    private void failed(String why) {
        failures.incrementAndGet();
        firstFailure.compareAndSet("", why);
    }

    private Connection take() throws IOException {
        Connection connection = idle.poll();
        if (connection != null) {
            return connection;
        }
        if (open.incrementAndGet() > CONNECTIONS_MAX) {
            throw new IOException("too many connections");
        }
        return Connection.open(base);
    }

    /** From when a call was due to the end of its answer. */
    Latencies whole() {
        return whole;
    }

    /** From when a call was due to the first event of its answer. */
    Latencies first() {
        return first;
    }

    /** From the provider's sending of an event to its arrival. */
    Latencies events() {
        return events;
    }

    /** What the gateway says it took until the hold was committed, or of a whole answer in all. */
    Latencies holds() {
        return holds;
    }

    long failures() {
        return failures.get();
    }

    /** Why the first call that failed did; empty when none did. */
    String firstFailure() {
        return firstFailure.get();
    }

    @Override
    public void close() {
        Connection connection = idle.poll();
        while (connection != null) {
            connection.close();
            connection = idle.poll();
        }
    }
}
