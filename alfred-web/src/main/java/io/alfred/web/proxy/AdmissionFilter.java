package io.alfred.web.proxy;

import io.alfred.catalog.Endpoint;
import io.alfred.gateway.CallContext;
import io.alfred.gateway.Exchange;
import io.alfred.gateway.RequestFacts;
import io.alfred.idempotency.IdempotencyKey;
import io.alfred.identity.Caller;
import io.alfred.kernel.AlfredException;
import io.alfred.web.AnthropicClient;
import io.alfred.web.Bearer;
import io.alfred.web.DirectAnswer;
import io.alfred.web.RequestId;
import io.alfred.web.observe.RequestLogFilter;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks who calls and whether it may, before JAX-RS, for which a refused call would be dearer than a
 * path that is not there.
 *
 * <p>What is let in is left with the request for the {@link Relay}; a path that only JAX-RS reads
 * as one of these, such as one with a slash at its end, is admitted there.
 */
public class AdmissionFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private static final Map<String, Endpoint> ENDPOINTS =
            Arrays.stream(Endpoint.values())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    endpoint -> "/v1" + endpoint.path(), Function.identity()));

    private static final ThreadLocal<@Nullable HttpServletRequest> CURRENT = new ThreadLocal<>();

    @Inject private transient Exchange exchange;

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Endpoint endpoint = ENDPOINTS.get(DirectAnswer.path(request));
        if (endpoint == null || !request.getMethod().equals("POST")) {
            pass(request, response, chain);
            return;
        }
        Admitted admitted;
        try {
            admitted = admit(exchange, endpoint, request);
        } catch (RuntimeException e) {
            DirectAnswer.refuse(request, response, e);
            return;
        }
        try (admitted) {
            admitted.leaveWith(request);
            pass(request, response, chain);
        }
    }

    private static void pass(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CURRENT.set(request);
        try {
            chain.doFilter(request, response);
        } finally {
            CURRENT.remove();
        }
    }

    /**
     * The request that this thread carries through JAX-RS, which would make a parameter of it by
     * some injection for every call, and then only a proxy.
     */
    static HttpServletRequest currentRequest() {
        return Objects.requireNonNull(CURRENT.get());
    }

    /**
     * Lets a call in.
     *
     * @throws AlfredException with the code of what forbids it
     */
    static Admitted admit(Exchange exchange, Endpoint endpoint, HttpServletRequest request) {
        RequestFacts facts = RequestLogFilter.facts(request);
        facts.requestId(RequestId.of(request));
        Caller caller = exchange.admit(secret(endpoint, request), facts);
        Optional<IdempotencyKey> key = IdempotencyKey.of(request.getHeader(IdempotencyKey.HEADER));
        CallContext said = CallContext.read(name -> Collections.list(request.getHeaders(name)));
        return new Admitted(endpoint, caller, said, key, exchange.permit(caller));
    }

    private static String secret(Endpoint endpoint, HttpServletRequest request) {
        return switch (endpoint.protocol()) {
            case OPENAI -> Bearer.secretOf(request.getHeader(HttpHeaders.AUTHORIZATION));
            case ANTHROPIC -> AnthropicClient.secretOf(request);
        };
    }
}
