package io.alfred.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A request whose body ends after the announced Content-Length, and at once when there is none.
 *
 * <p>Why: with an {@code Upgrade} header the container reads until the connection ends, and so
 * waits for ever.
 */
final class AnnouncedRequest extends HttpServletRequestWrapper {
    private @Nullable ServletInputStream body;

    AnnouncedRequest(HttpServletRequest request) {
        super(request);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        ServletInputStream opened = body;
        if (opened == null) {
            opened = new AnnouncedBody(super.getInputStream(), getContentLengthLong());
            body = opened;
        }
        return opened;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        String charset = getCharacterEncoding();
        return new BufferedReader(
                charset == null
                        ? new InputStreamReader(getInputStream(), StandardCharsets.ISO_8859_1)
                        : new InputStreamReader(getInputStream(), charset));
    }

    private static final class AnnouncedBody extends ServletInputStream {
        private final ServletInputStream in;
        private long left;

        AnnouncedBody(ServletInputStream in, long announced) {
            this.in = in;
            this.left = Math.max(announced, 0);
        }

        @Override
        public int read() throws IOException {
            int next = left == 0 ? -1 : in.read();
            left -= next < 0 ? 0 : 1;
            return next;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return length == 0 ? 0 : -1;
            }
            int count = in.read(target, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
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
