package io.alfred.web.observe;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request whose asynchronous answer is completed once, however many say so.
 *
 * <p>Why: when a call ends, the container tells Jersey, which completes it again, and that would
 * fail with a trace in the log for every call. And of the end of a call whose client has reset its
 * connection, the container tells nobody.
 */
final class OnceCompleted extends HttpServletRequestWrapper {
    private final End end;
    private final AtomicBoolean completed = new AtomicBoolean();

    /** Who wants to know of the completion. */
    interface End {
        /** While request and response still tell what they are. */
        void before();

        void after();

        /** The answer comes later. */
        void suspended(AsyncContext context);
    }

    OnceCompleted(HttpServletRequest request, End end) {
        super(request);
        this.end = end;
    }

    @Override
    public AsyncContext startAsync() {
        AsyncContext context = super.startAsync();
        end.suspended(context);
        return new Context(context);
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        AsyncContext context = super.startAsync(request, response);
        end.suspended(context);
        return new Context(context);
    }

    @Override
    public AsyncContext getAsyncContext() {
        return new Context(super.getAsyncContext());
    }

    private final class Context implements AsyncContext {
        private final AsyncContext inner;

        Context(AsyncContext inner) {
            this.inner = inner;
        }

        @Override
        public void complete() {
            if (completed.compareAndSet(false, true)) {
                end.before();
                try {
                    inner.complete();
                } finally {
                    end.after();
                }
            }
        }

        @Override
        public ServletRequest getRequest() {
            return inner.getRequest();
        }

        @Override
        public ServletResponse getResponse() {
            return inner.getResponse();
        }

        @Override
        public boolean hasOriginalRequestAndResponse() {
            return inner.hasOriginalRequestAndResponse();
        }

        @Override
        public void dispatch() {
            inner.dispatch();
        }

        @Override
        public void dispatch(String path) {
            inner.dispatch(path);
        }

        @Override
        public void dispatch(ServletContext context, String path) {
            inner.dispatch(context, path);
        }

        @Override
        public void start(Runnable run) {
            inner.start(run);
        }

        @Override
        public void addListener(AsyncListener listener) {
            inner.addListener(listener);
        }

        @Override
        public void addListener(
                AsyncListener listener, ServletRequest request, ServletResponse response) {
            inner.addListener(listener, request, response);
        }

        @Override
        public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
            return inner.createListener(type);
        }

        @Override
        public void setTimeout(long timeoutMs) {
            inner.setTimeout(timeoutMs);
        }

        @Override
        public long getTimeout() {
            return inner.getTimeout();
        }
    }
}
