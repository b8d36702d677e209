package io.alfred.web.observe;

import io.alfred.gateway.RequestFacts;
import io.alfred.gateway.RequestLog;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes one line per request to the {@link RequestLog} once its answer is complete. */
public class RequestLogFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String FACTS = "io.alfred.facts";

    /** Characters of a path that are logged. */
    private static final int PATH_CHARS_MAX = 200;

    private static final Pattern NAMED =
            Pattern.compile("(/api/(?:orgs|teams|users|wallets)/)([^/]+)(.*)");
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
        long started = System.nanoTime();
        RequestFacts facts = facts(request);
        try {
            chain.doFilter(request, response);
        } finally {
            Line line = new Line(request.getMethod(), path(request), started);
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new AtTheEnd(response, facts, line));
            } else {
                write(response, facts, line);
            }
        }
    }

    private record Line(String method, String path, long started) {}

    private final class AtTheEnd implements AsyncListener {
        private final HttpServletResponse response;
        private final RequestFacts facts;
        private final Line line;

        AtTheEnd(HttpServletResponse response, RequestFacts facts, Line line) {
            this.response = response;
            this.facts = facts;
            this.line = line;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            // While the container stops, its threads have lost the loader that finds the log.
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(RequestLogFilter.class.getClassLoader());
            try {
                write(response, facts, line);
            } finally {
                thread.setContextClassLoader(before);
            }
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
    }

    private void write(HttpServletResponse response, RequestFacts facts, Line line) {
        String requestId = response.getHeader("X-Request-Id");
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", Instant.now().toString());
        if (requestId != null) {
            fields.put("request_id", requestId);
        }
        fields.put("method", line.method());
        fields.put("path", line.path());
        fields.put("status", response.getStatus());
        fields.put("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - line.started()));
        fields.putAll(facts.fields());
        log.write(fields);
    }

    /** The path alone: a query could carry anything. */
    private static String path(HttpServletRequest request) {
        String path = withoutNames(request.getRequestURI());
        return path.length() <= PATH_CHARS_MAX ? path : path.substring(0, PATH_CHARS_MAX);
    }

    /** People are found by name in paths such as {@code /api/users/ana}; the log keeps ids only. */
    static String withoutNames(String path) {
        Matcher object = NAMED.matcher(path);
        return object.matches() && !ID.matcher(object.group(2)).matches()
                ? object.group(1) + "{name}" + object.group(3)
                : path;
    }
}
