package io.alfred.web.observe;

import io.alfred.gateway.RequestFacts;
import io.alfred.gateway.RequestLog;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes one line per request to the {@link RequestLog} once its answer is complete. */
public class RequestLogFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String FACTS = "io.alfred.facts";

    /** Characters of a path that are logged. */
    private static final int PATH_CHARS_MAX = 200;

    private static final String ADMIN = "/api/";
    private static final Pattern NAMED =
            Pattern.compile("(" + ADMIN + "(?:orgs|teams|users|wallets)/)([^/]+)(.*)");
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    @Inject private transient RequestLog log;

    /** What the log line of this request will tell; shared by all who work on it. */
    public static RequestFacts facts(HttpServletRequest request) {
        RequestFacts facts = (RequestFacts) request.getAttribute(FACTS);
        if (facts == null) {
            facts = new RequestFacts();
            request.setAttribute(FACTS, facts);
        }
        return facts;
    }

    /** The same, for who sees the request through JAX-RS, whose properties are these attributes. */
    public static RequestFacts facts(ContainerRequestContext request) {
        return request.getProperty(FACTS) instanceof RequestFacts facts
                ? facts
                : new RequestFacts();
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Line line = new Line(response, facts(request), request.getMethod(), path(request));
        try {
            chain.doFilter(new OnceCompleted(request, line), response);
        } finally {
            // asked of the line, as the container knows nothing of an answer that is over already
            if (!line.suspended) {
                line.write();
            }
        }
    }

    /** What the head of an answer tells. */
    private record Head(int status, @Nullable String requestId) {
        static Head of(HttpServletResponse response) {
            return new Head(response.getStatus(), response.getHeader("X-Request-Id"));
        }
    }

    /** The line of one request; written once, whoever tells of the end first. */
    private final class Line implements AsyncListener, OnceCompleted.End {
        private final HttpServletResponse response;
        private final RequestFacts facts;
        private final String method;
        private final String path;
        private final long started = System.nanoTime();
        private final AtomicBoolean written = new AtomicBoolean();
        private volatile @Nullable Head head;

        /** For the container's thread only. */
        private boolean suspended;

        Line(HttpServletResponse response, RequestFacts facts, String method, String path) {
            this.response = response;
            this.facts = facts;
            this.method = method;
            this.path = path;
        }

        @Override
        public void suspended(AsyncContext context) {
            suspended = true;
            context.addListener(this);
        }

        @Override
        public void before() {
            head = Head.of(response);
        }

        @Override
        public void after() {
            write();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            write();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            facts.error("container_timeout");
        }

        @Override
        public void onError(AsyncEvent event) {
            facts.error("client_left");
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }

        void write() {
            if (!written.compareAndSet(false, true)) {
                return;
            }
            // While the container stops, its threads have lost the loader that finds the log.
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(RequestLogFilter.class.getClassLoader());
            try {
                log.write(fields());
            } finally {
                thread.setContextClassLoader(before);
            }
        }

        private Map<String, Object> fields() {
            Head known = head;
            Head answer = known == null ? Head.of(response) : known;
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("at", Instant.now().toString());
            if (answer.requestId() != null) {
                fields.put("request_id", answer.requestId());
            }
            fields.put("method", method);
            fields.put("path", path);
            fields.put("status", answer.status());
            fields.put("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
            fields.putAll(facts.fields());
            return fields;
        }
    }

    /** The path alone: a query could carry anything. */
    private static String path(HttpServletRequest request) {
        String path = withoutNames(request.getRequestURI());
        return path.length() <= PATH_CHARS_MAX ? path : path.substring(0, PATH_CHARS_MAX);
    }

    /** People are found by name in paths such as {@code /api/users/ana}; the log keeps ids only. */
    static String withoutNames(String path) {
        if (!path.startsWith(ADMIN)) {
            return path;
        }
        Matcher object = NAMED.matcher(path);
        return object.matches() && !ID.matcher(object.group(2)).matches()
                ? object.group(1) + "{name}" + object.group(3)
                : path;
    }
}
