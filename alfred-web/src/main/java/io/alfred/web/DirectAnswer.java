package io.alfred.web;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.web.observe.RequestLogFilter;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;

/** Refuses a request before JAX-RS has it, with the answer that {@link ErrorMapper} would give. */
public final class DirectAnswer {
    private static final System.Logger LOG = System.getLogger(DirectAnswer.class.getName());

    private DirectAnswer() {}

    /** The path below the application, with its leading slash. */
    public static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    /** Answers with what a failure means to the client. */
    public static void refuse(
            HttpServletRequest request, HttpServletResponse response, Throwable failure)
            throws IOException {
        String path = path(request);
        String requestId = RequestId.of(request);
        AlfredException error = ErrorMapper.explain(failure, request.getMethod(), below(path));
        if (error.code() == ErrorCode.INTERNAL_ERROR) {
            LOG.log(System.Logger.Level.ERROR, "request " + requestId + " failed", failure);
        }
        RequestLogFilter.facts(request).error(error.code().wireName());
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

    private static String below(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }
}
