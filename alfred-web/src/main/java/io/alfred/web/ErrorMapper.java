package io.alfred.web;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.storage.DatabaseOutage;
import io.alfred.web.observe.RequestLogFilter;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

import org.jspecify.annotations.Nullable;

/**
 * Turns every failure into an answer that says what to do, in the shape of its path.
 *
 * <p>What Alfred did not foresee becomes {@code internal_error}: the client gets the request id,
 * the log gets the trace, neither gets a body or a key.
 */
@Provider
public class ErrorMapper implements ExceptionMapper<Throwable> {
    private static final System.Logger LOG = System.getLogger(ErrorMapper.class.getName());

    /** How far the reason of a wrapped exception is looked for. */
    private static final int CAUSES_MAX = 20;

    /** A proxy for the running request, unlike {@code ContainerRequestContext}. */
    @Context private HttpServletRequest request;

    @Override
    public Response toResponse(Throwable failure) {
        String requestId = RequestId.of(request);
        AlfredException error = explain(failure, request.getMethod(), path());
        if (error.code() == ErrorCode.INTERNAL_ERROR) {
            LOG.log(System.Logger.Level.ERROR, "request " + requestId + " failed", failure);
        }
        RequestLogFilter.facts(request).error(error.code().wireName());
        return render(
                AnthropicClient.asks(request)
                        ? ErrorAnswer.anthropic(error, requestId)
                        : ErrorAnswer.of(ApiPath.of(path()), error, requestId),
                failure instanceof NotAllowedException refused
                        ? refused.getResponse().getHeaderString(HttpHeaders.ALLOW)
                        : null);
    }

    static AlfredException explain(Throwable failure, String method, String path) {
        AlfredException known = known(failure);
        if (known != null) {
            return known;
        }
        if (failure instanceof WebApplicationException refused) {
            return explainHttp(refused, method, path);
        }
        return DatabaseOutage.isBehind(failure) ? outage(method, path) : internal();
    }

    /** A change may have been committed although nobody said so; a read or a call to /v1 not. */
    private static AlfredException outage(String method, String path) {
        boolean changes =
                !method.equals("GET") && !method.equals("HEAD") && !path.startsWith("v1/");
        return changes
                ? new AlfredException(
                        ErrorCode.OUTCOME_UNKNOWN,
                        "the database went away during this operation",
                        "look whether it was carried out before you repeat it")
                : new AlfredException(
                        ErrorCode.OVERLOADED,
                        "the database does not answer",
                        "try again in a few seconds");
    }

    private static AlfredException explainHttp(
            WebApplicationException refused, String method, String path) {
        return switch (refused) {
            case NotFoundException e ->
                    new AlfredException(
                            ErrorCode.ENDPOINT_NOT_SUPPORTED,
                            "Alfred does not serve " + method + " /" + path,
                            ServedInstead.of(path));
            case NotAllowedException e ->
                    new AlfredException(
                            ErrorCode.METHOD_NOT_ALLOWED,
                            "/" + path + " does not take " + method,
                            "the Allow header names what it takes");
            case NotSupportedException e ->
                    new AlfredException(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "the body is not of a media type that Alfred reads here",
                            path.startsWith("v1/audio/trans")
                                    ? "send Content-Type: multipart/form-data; boundary=…"
                                    : "send Content-Type: application/json");
            case ClientErrorException e ->
                    new AlfredException(
                            ErrorCode.INVALID_REQUEST,
                            "the request cannot be served as it is (HTTP "
                                    + e.getResponse().getStatus()
                                    + ")",
                            "check path, query, Accept header and body");
            default -> internal();
        };
    }

    /** The {@link AlfredException} at the root of what the container wrapped, if there is one. */
    private static @Nullable AlfredException known(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
            if (cause instanceof AlfredException known) {
                return known;
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static AlfredException internal() {
        return new AlfredException(
                ErrorCode.INTERNAL_ERROR,
                "Alfred failed on this request",
                "look the request id up in the server's log");
    }

    private String path() {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return path.startsWith("/") ? path.substring(1) : path;
    }

    private static Response render(ErrorAnswer answer, @Nullable String allow) {
        Response.ResponseBuilder response =
                Response.status(answer.status()).type(answer.mediaType()).entity(answer.body());
        answer.headers().forEach(response::header);
        if (allow != null) {
            response.header(HttpHeaders.ALLOW, allow);
        }
        return response.build();
    }
}
