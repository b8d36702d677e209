package io.alfred.web;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A request whose body ends where it was announced, and is given up when it only drips.
 *
 * <p>Why: with an {@code Upgrade} header the container reads until the connection ends, and so
 * waits for ever; and a read that blocks keeps one of its few threads.
 */
final class GuardedRequest extends HttpServletRequestWrapper {
    private final long length;
    private @Nullable ServletInputStream body;

    private GuardedRequest(HttpServletRequest request, long length) {
        super(request);
        this.length = length;
    }

    /** A request whose body the container ends where it should. */
    static GuardedRequest paced(HttpServletRequest request) {
        return new GuardedRequest(request, Long.MAX_VALUE);
    }

    /** A request whose body ends after its Content-Length, and at once when there is none. */
    static GuardedRequest announced(HttpServletRequest request) {
        return new GuardedRequest(request, Math.max(request.getContentLengthLong(), 0));
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        ServletInputStream opened = body;
        if (opened == null) {
            opened = new GuardedBody(super.getInputStream(), length);
            body = opened;
        }
        return opened;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        String name = getCharacterEncoding();
        Charset charset;
        try {
            charset = name == null ? StandardCharsets.ISO_8859_1 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            UnsupportedEncodingException unknown = new UnsupportedEncodingException(name);
            unknown.initCause(e);
            throw unknown;
        }
        return new BufferedReader(new InputStreamReader(getInputStream(), charset));
    }

    private static final class GuardedBody extends ServletInputStream {
        private final ServletInputStream in;
        private final long startedAt = System.nanoTime();
        private long left;
        private long arrived;

        GuardedBody(ServletInputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                return -1;
            }
            int next;
            try {
                next = in.read();
            } catch (IOException e) {
                throw brokeOff(e);
            }
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return length == 0 ? 0 : -1;
            }
            int count;
            try {
                count = in.read(target, offset, (int) Math.min(length, left));
            } catch (IOException e) {
                throw brokeOff(e);
            }
            count(Math.max(count, 0));
            return count;
        }

        /** The container gives up a body that stops; a client's fault, not the server's. */
        private AlfredException brokeOff(IOException cause) {
            Duration taken = Duration.ofNanos(System.nanoTime() - startedAt);
            if (taken.compareTo(BodyPace.SLOW_START) >= 0) {
                AlfredException late = BodyPace.timeout(arrived, taken);
                late.addSuppressed(cause);
                return late;
            }
            return new AlfredException(
                    ErrorCode.INVALID_REQUEST,
                    "the body broke off or its chunks are malformed",
                    "send the request again",
                    cause);
        }

        private void count(int bytes) {
            left -= bytes;
            arrived += bytes;
            Duration taken = Duration.ofNanos(System.nanoTime() - startedAt);
            if (bytes > 0 && BodyPace.isTooSlow(arrived, taken)) {
                throw BodyPace.timeout(arrived, taken);
            }
        }

        @Override
        public int available() throws IOException {
            return left == 0 ? 0 : (int) Math.min(in.available(), left);
        }

        @Override
        public boolean isFinished() {
            return left == 0 || in.isFinished();
        }

        @Override
        public boolean isReady() {
            return left == 0 || in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            if (left > 0) {
                in.setReadListener(new UntilAnnounced(listener));
                return;
            }
            try {
                listener.onAllDataRead();
            } catch (IOException e) {
                listener.onError(e);
            }
        }

        /** Tells the end itself: the container will not, as it does not see it. */
        private final class UntilAnnounced implements ReadListener {
            private final ReadListener listener;

            UntilAnnounced(ReadListener listener) {
                this.listener = listener;
            }

            @Override
            public void onDataAvailable() throws IOException {
                listener.onDataAvailable();
                if (left == 0) {
                    listener.onAllDataRead();
                }
            }

            @Override
            public void onAllDataRead() throws IOException {
                if (left > 0) {
                    listener.onAllDataRead();
                }
            }

            @Override
            public void onError(Throwable cause) {
                listener.onError(cause);
            }
        }
    }
}
