package io.alfred.web;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses requests that two readers could see end in different places, and mends what the container
 * makes of an {@code Upgrade} header.
 *
 * <p>Grizzly refuses most of it with an empty 400: signs and junk in a length, control characters
 * in headers, bad chunk sizes. It takes an unknown transfer coding for a request without a body,
 * whose body would then be read as the next request; and it prefers chunks to a Content-Length
 * without a word, so that a connection is not used again after chunks. With an {@code Upgrade}
 * header it forgets the Content-Length.
 */
public class FramingFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String TRANSFER_ENCODING = "Transfer-Encoding";
    private static final String UPGRADE = "Upgrade";
    private static final String CHUNKED = "chunked";
    private static final Set<String> VERSIONS = Set.of("HTTP/1.0", "HTTP/1.1");

    private final transient EndedConnections ended = new EndedConnections();

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (ended.contains(request)) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            response.setContentLength(0);
            return;
        }
        Optional<AlfredException> wrong = wrong(request);
        boolean stream = isStream(request);
        boolean chunked = request.getHeader(TRANSFER_ENCODING) != null;
        boolean upgrade = request.getHeader(UPGRADE) != null;
        if (wrong.isPresent() || (!stream && (chunked || upgrade))) {
            ended.add(request);
            response.setHeader("Connection", "close");
        }
        if (wrong.isPresent()) {
            DirectAnswer.refuse(request, response, wrong.get());
        } else {
            boolean unannounced = chunked || (stream && request.getContentLengthLong() < 0);
            chain.doFilter(guarded(request, upgrade, unannounced), response);
        }
    }

    /** HTTP/2 is spoken over TLS only; without, the version is a word in a request of HTTP/1. */
    private static boolean isStream(HttpServletRequest request) {
        return request.getProtocol().equals("HTTP/2.0") && request.isSecure();
    }

    private static HttpServletRequest guarded(
            HttpServletRequest request, boolean upgrade, boolean unannounced) {
        if (upgrade) {
            return GuardedRequest.announced(request);
        }
        boolean blocks = (unannounced || request.getContentLengthLong() > 0) && !isRelayed(request);
        return blocks ? GuardedRequest.paced(request) : request;
    }

    /** The proxy reads bodies in a way of its own. */
    private static boolean isRelayed(HttpServletRequest request) {
        return ApiPath.of(DirectAnswer.path(request)) == ApiPath.V1;
    }

    private static Optional<AlfredException> wrong(HttpServletRequest request) {
        if (!VERSIONS.contains(request.getProtocol()) && !isStream(request)) {
            return wrong("the version of HTTP is not 1.0 or 1.1", "speak HTTP/1.1");
        }
        if (isRepeated(request, HttpHeaders.CONTENT_LENGTH)) {
            return wrong("Content-Length is there twice", "send it once");
        }
        if (isRepeated(request, HttpHeaders.HOST)) {
            return wrong("Host is there twice", "send it once");
        }
        List<String> codings = Collections.list(request.getHeaders(TRANSFER_ENCODING));
        if (codings.isEmpty()) {
            return Optional.empty();
        }
        if (codings.size() > 1 || !codings.get(0).equalsIgnoreCase(CHUNKED)) {
            return wrong(
                    "Transfer-Encoding is not \"chunked\"",
                    "send a Content-Length; compress with Content-Encoding: gzip");
        }
        if (isStream(request)) {
            return wrong("HTTP/2 has no Transfer-Encoding", "leave it out");
        }
        if (request.getProtocol().equals("HTTP/1.0")) {
            return wrong("HTTP/1.0 has no Transfer-Encoding", "send a Content-Length");
        }
        if (request.getHeader(UPGRADE) != null) {
            return wrong(
                    "Upgrade and Transfer-Encoding do not go together here",
                    "send a Content-Length, or let the client speak HTTP/1.1 without an upgrade");
        }
        return Optional.empty();
    }

    private static boolean isRepeated(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header)).size() > 1;
    }

    private static Optional<AlfredException> wrong(String problem, String fix) {
        return Optional.of(new AlfredException(ErrorCode.INVALID_REQUEST, problem, fix));
    }
}
