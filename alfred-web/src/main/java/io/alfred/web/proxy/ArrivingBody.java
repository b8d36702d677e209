package io.alfred.web.proxy;

import io.alfred.kernel.AlfredException;
import io.alfred.web.BodyPace;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * A body that comes in pieces; the container tells when there is one, and no thread waits for it.
 *
 * <p>It is complete with the last announced byte: the container's own word for the end can come
 * late. It takes memory for what has come, not for what was announced.
 */
final class ArrivingBody implements ReadListener {
    private static final int FIRST_BYTES = 16 * 1024;

    private final ServletInputStream in;
    private final long announced;
    private final BodyMemory.Room room;
    private final long startedAt;
    private final CompletableFuture<ReceivedBody> whole = new CompletableFuture<>();
    private byte[] bytes = new byte[0];
    private int size;

    /**
     * A body of which nothing was read.
     *
     * @param announced its Content-Length, or negative when it comes in chunks
     * @param startedAt by {@link System#nanoTime}
     */
    ArrivingBody(ServletInputStream in, long announced, BodyMemory.Room room, long startedAt) {
        this.in = in;
        this.announced = announced;
        this.room = room;
        this.startedAt = startedAt;
    }

    /** Fails with an {@link AlfredException} that says why, and has given the memory back then. */
    CompletableFuture<ReceivedBody> whole() {
        return whole;
    }

    @Override
    public synchronized void onDataAvailable() throws IOException {
        try {
            while (!whole.isDone() && in.isReady()) {
                readOnce();
            }
        } catch (IOException e) {
            fail(RequestBody.brokeOff(e));
        } catch (AlfredException e) {
            fail(e);
        }
    }

    private void readOnce() throws IOException {
        if (size == bytes.length) {
            grow();
        }
        int count = in.read(bytes, size, bytes.length - size);
        if (count < 0) {
            end();
            return;
        }
        size += count;
        if (size > RequestBody.BODY_BYTES_MAX) {
            throw RequestBody.tooLarge();
        }
        if (size == announced) {
            end();
        }
    }

    /** One byte more than is allowed, so that a body without announcement can be seen to be. */
    private void grow() {
        long most = announced < 0 ? RequestBody.BODY_BYTES_MAX + 1 : announced;
        int next = (int) Math.min(most, Math.max(FIRST_BYTES, 2L * bytes.length));
        room.growTo(next);
        bytes = Arrays.copyOf(bytes, next);
    }

    @Override
    public synchronized void onAllDataRead() {
        end();
    }

    private void end() {
        if (whole.isDone()) {
            return;
        }
        if (size < announced) {
            fail(RequestBody.brokeOff());
            return;
        }
        byte[] read = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        bytes = new byte[0];
        whole.complete(new ReceivedBody(read, room));
    }

    @Override
    public synchronized void onError(Throwable cause) {
        fail(RequestBody.brokeOff(cause));
    }

    /**
     * Gives a body up that takes too long.
     *
     * @param max how long it may take
     * @param now by {@link System#nanoTime}
     */
    synchronized void check(Duration max, long now) {
        Duration taken = Duration.ofNanos(now - startedAt);
        if (taken.compareTo(max) >= 0 || BodyPace.isTooSlow(size, taken)) {
            fail(BodyPace.timeout(size, taken));
        }
    }

    private void fail(AlfredException reason) {
        if (!whole.isDone()) {
            bytes = new byte[0];
            room.close();
            whole.completeExceptionally(reason);
        }
    }
}
