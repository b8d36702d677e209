package io.alfred.web.proxy;

import io.alfred.catalog.ClientProtocol;
import io.alfred.catalog.Endpoint;
import io.alfred.gateway.Call;
import io.alfred.gateway.Exchange;
import io.alfred.gateway.Presence;
import io.alfred.gateway.RelayedStream;
import io.alfred.gateway.Reply;
import io.alfred.gateway.RequestFacts;
import io.alfred.idempotency.KeyedRequest;
import io.alfred.identity.Caller;
import io.alfred.limits.Permit;
import io.alfred.web.AnthropicClient;
import io.alfred.web.RequestId;
import io.alfred.web.observe.RequestLogFilter;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Carries one call from the client to the gateway and its answer back.
 *
 * <p>The answer is written to the container's response itself, past JAX-RS: headers that are known
 * already need no second model of them. Errors go through JAX-RS, to {@code ErrorMapper}.
 */
@ApplicationScoped
public class Relay {
    private static final System.Logger LOG = System.getLogger(Relay.class.getName());

    @Inject private Exchange exchange;
    @Inject private CallThreads threads;
    @Inject private RequestBody bodies;
    @Inject private LeftClients leftClients;

    /** What is known of a request before its body is read. */
    private record Arrival(
            Endpoint endpoint,
            AsyncContext context,
            AsyncResponse errors,
            Admitted admitted,
            RequestFacts facts)
            implements AutoCloseable {
        Caller caller() {
            return admitted.caller();
        }

        Permit permit() {
            return admitted.permit();
        }

        HttpServletRequest request() {
            return (HttpServletRequest) context.getRequest();
        }

        @Override
        public void close() {
            permit().close();
        }
    }

    /** Answers this thread's request, now or later; it is suspended already. */
    void serve(Endpoint endpoint, AsyncResponse errors) {
        AsyncContext context = AdmissionFilter.currentRequest().getAsyncContext();
        HttpServletRequest request = (HttpServletRequest) context.getRequest();
        Admitted admitted =
                Admitted.of(request, endpoint)
                        .orElseGet(() -> AdmissionFilter.admit(exchange, endpoint, request));
        try (admitted) {
            read(new Arrival(endpoint, context, errors, admitted, RequestLogFilter.facts(request)));
            admitted.taken();
        }
    }

    private static Map<String, String> passedOn(Arrival arrival) {
        return switch (arrival.endpoint().protocol()) {
            case OPENAI -> Map.of();
            case ANTHROPIC -> AnthropicClient.headers(arrival.request());
        };
    }

    private void read(Arrival arrival) {
        bodies.read(arrival.request(), !arrival.endpoint().takesForm())
                .whenComplete(
                        (body, failure) ->
                                threads.run(
                                        () -> {
                                            try (arrival) {
                                                answer(arrival, body, failure);
                                            }
                                        }));
    }

    private void answer(Arrival arrival, @Nullable ReceivedBody body, @Nullable Throwable failure) {
        if (body == null) {
            arrival.permit().close();
            arrival.errors().resume(Objects.requireNonNull(failure));
            return;
        }
        try (body;
                LeftClients.Watch client = leftClients.over(arrival.request())) {
            answer(arrival, body.bytes(), client.presence());
        }
    }

    private void answer(Arrival arrival, byte[] body, Presence client) {
        Reply reply;
        try {
            reply = exchange.make(call(arrival, body, client));
        } catch (RuntimeException | Error e) {
            // before the client hears of it, who may call again at once
            arrival.permit().close();
            arrival.errors().resume(e);
            return;
        }
        switch (reply) {
            case Reply.Whole whole -> write(arrival, whole);
            case Reply.Streamed streamed -> stream(arrival, streamed);
        }
    }

    private static Call call(Arrival arrival, byte[] body, Presence client) {
        return new Call(
                arrival.endpoint(),
                arrival.caller(),
                arrival.permit(),
                body,
                passedOn(arrival),
                arrival.admitted().said(),
                arrival.admitted()
                        .key()
                        .map(
                                sent ->
                                        new KeyedRequest(
                                                arrival.caller().keyId(),
                                                sent,
                                                content(arrival.request(), body))),
                arrival.facts(),
                contentType(arrival),
                client);
    }

    /** JSON is what a JSON endpoint reads, also where a client leaves its type out. */
    private static String contentType(Arrival arrival) {
        String sent = Optional.ofNullable(arrival.request().getContentType()).orElse("");
        boolean vague = sent.isBlank() || sent.contains("*");
        return vague && !arrival.endpoint().takesForm() ? MediaType.APPLICATION_JSON : sent;
    }

    private static KeyedRequest.Content content(HttpServletRequest request, byte[] body) {
        return new KeyedRequest.Content(
                request.getMethod(),
                request.getRequestURI(),
                Optional.ofNullable(request.getQueryString()),
                body);
    }

    private static void write(Arrival arrival, Reply.Whole whole) {
        try {
            HttpServletResponse response = head(arrival, whole.status(), whole.headers());
            response.setContentType(whole.contentType());
            response.setContentLength(whole.body().length);
            response.getOutputStream().write(whole.body());
        } catch (IOException e) {
            left(arrival);
        } finally {
            arrival.context().complete();
        }
    }

    /** Closing settles whatever became of it. */
    private static void stream(Arrival arrival, Reply.Streamed streamed) {
        try (RelayedStream stream = streamed.stream()) {
            HttpServletResponse response = head(arrival, 200, streamed.headers());
            response.setContentType(MediaType.SERVER_SENT_EVENTS);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
            response.setHeader("X-Accel-Buffering", "no");
            stream.writeTo(response.getOutputStream());
        } catch (IOException e) {
            left(arrival);
        } finally {
            arrival.context().complete();
        }
    }

    private static HttpServletResponse head(
            Arrival arrival, int status, Map<String, String> headers) {
        HttpServletResponse response = (HttpServletResponse) arrival.context().getResponse();
        response.setStatus(status);
        response.setHeader(RequestId.HEADER, RequestId.of(arrival.request()));
        if (arrival.endpoint().protocol() == ClientProtocol.ANTHROPIC) {
            response.setHeader(AnthropicClient.REQUEST_ID, RequestId.of(arrival.request()));
        }
        headers.forEach(response::setHeader);
        return response;
    }

    private static void left(Arrival arrival) {
        LOG.log(System.Logger.Level.DEBUG, "the client left before its answer");
        arrival.facts().error("client_left");
    }
}
