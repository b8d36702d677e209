package io.alfred.web;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.web.observe.RequestLogFilter;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class FramingFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String TRANSFER_ENCODING = "Transfer-Encoding";
    private static final String UPGRADE = "Upgrade";
    private static final String CHUNKED = "chunked";

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!request.getProtocol().startsWith("HTTP/1")) {
            chain.doFilter(request, response);
            return;
        }
        Optional<AlfredException> wrong = wrong(request);
        boolean chunked = request.getHeader(TRANSFER_ENCODING) != null;
        if (wrong.isPresent() || chunked) {
            response.setHeader("Connection", "close");
        }
        if (wrong.isPresent()) {
            refuse(request, response, wrong.get());
        } else if (request.getHeader(UPGRADE) != null) {
            chain.doFilter(new AnnouncedRequest(request), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static Optional<AlfredException> wrong(HttpServletRequest request) {
        if (isRepeated(request, HttpHeaders.CONTENT_LENGTH)) {
            return wrong("Content-Length is there twice", "send it once");
        }
        if (isRepeated(request, HttpHeaders.HOST)) {
            return wrong("Host is there twice", "send it once");
        }
        if (request.getHeader("") != null) {
            return wrong("a header has no name", "leave it out");
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

    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, AlfredException error)
            throws IOException {
        RequestLogFilter.facts(request).error(error.code().wireName());
        String path = request.getRequestURI().substring(request.getContextPath().length());
        String requestId = RequestId.of(request);
        ErrorAnswer answer =
                AnthropicClient.asks(request)
                        ? ErrorAnswer.anthropic(error, requestId)
                        : ErrorAnswer.of(ApiPath.of(path), error, requestId);
        byte[] body = JsonBody.render(answer.body());
        response.setStatus(answer.status());
        response.setHeader(RequestId.HEADER, requestId);
        answer.headers().forEach(response::setHeader);
        response.setContentType(answer.mediaType());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
