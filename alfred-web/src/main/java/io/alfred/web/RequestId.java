package io.alfred.web;

import io.alfred.kernel.Ids;

import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Gives every request an id of Alfred's own and tells it in {@code X-Request-Id}, and to clients of
 * Anthropic's protocol in {@code request-id}.
 *
 * <p>An id that the client sent is kept beside it for the log and never taken over, as it may
 * repeat.
 */
@Provider
@PreMatching
@Priority(0)
public class RequestId implements ContainerRequestFilter, ContainerResponseFilter {
    public static final String HEADER = "X-Request-Id";
    private static final String OWN = "alfred.request-id";
    private static final String CLIENTS = "alfred.client-request-id";
    private static final Pattern HARMLESS = Pattern.compile("[!-~]{1,128}");

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getProperty(OWN) == null) {
            request.setProperty(OWN, Ids.next().toString());
        }
        String sent = request.getHeaderString(HEADER);
        if (sent != null && HARMLESS.matcher(sent).matches()) {
            request.setProperty(CLIENTS, sent);
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().putSingle(HEADER, of(request));
        if (AnthropicClient.asks(request.getUriInfo().getPath(), request::getHeaderString)) {
            response.getHeaders().putSingle(AnthropicClient.REQUEST_ID, of(request));
        }
        if (ApiPath.of(request.getUriInfo().getPath()) == ApiPath.API
                && !response.getHeaders().containsKey(HttpHeaders.CACHE_CONTROL)) {
            response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }

    /** The id of a request. */
    public static String of(ContainerRequestContext request) {
        return request.getProperty(OWN) instanceof String id ? id : Ids.next().toString();
    }

    /** The id of a request; the container keeps the properties of JAX-RS as attributes. */
    public static String of(HttpServletRequest request) {
        if (request.getAttribute(OWN) instanceof String id) {
            return id;
        }
        String id = Ids.next().toString();
        request.setAttribute(OWN, id);
        return id;
    }

    /** The id that the client sent, when it is harmless to log. */
    public static Optional<String> clientsOwn(ContainerRequestContext request) {
        return request.getProperty(CLIENTS) instanceof String id
                ? Optional.of(id)
                : Optional.empty();
    }
}
