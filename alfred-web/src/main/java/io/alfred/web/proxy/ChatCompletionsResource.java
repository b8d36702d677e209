package io.alfred.web.proxy;

import io.alfred.gateway.Exchange;
import io.alfred.gateway.RelayedStream;
import io.alfred.gateway.Reply;
import io.alfred.gateway.RequestFacts;
import io.alfred.idempotency.IdempotencyKey;
import io.alfred.idempotency.KeyedRequest;
import io.alfred.identity.Caller;
import io.alfred.web.Bearer;
import io.alfred.web.observe.RequestLogFilter;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

import org.jspecify.annotations.Nullable;

import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** {@code POST /v1/chat/completions}, JSON and server-sent events. */
@Path("/v1/chat/completions")
public class ChatCompletionsResource {
    @Inject private Exchange exchange;
    @Inject private CallThreads threads;
    @Inject private BodyMemory memory;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public void complete(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            InputStream body,
            @Context HttpServletRequest request,
            @Suspended AsyncResponse response) {
        RequestFacts facts = RequestLogFilter.facts(request);
        Caller caller = exchange.admit(Bearer.secretOf(authorization), facts);
        Optional<IdempotencyKey> key = IdempotencyKey.of(request.getHeader(IdempotencyKey.HEADER));
        int room = memory.take(request.getContentLengthLong());
        boolean handedOver = false;
        try {
            byte[] bytes = BoundedBody.read(body);
            Optional<KeyedRequest> keyed =
                    key.map(
                            sent ->
                                    new KeyedRequest(
                                            caller.keyId(), sent, content(request, bytes)));
            threads.run(
                    () -> {
                        try {
                            answer(new Call(caller, bytes, keyed), facts, response);
                        } finally {
                            memory.giveBack(room);
                        }
                    });
            handedOver = true;
        } finally {
            if (!handedOver) {
                memory.giveBack(room);
            }
        }
    }

    /** A request as read. */
    private record Call(Caller caller, byte[] body, Optional<KeyedRequest> keyed) {}

    private static KeyedRequest.Content content(HttpServletRequest request, byte[] body) {
        return new KeyedRequest.Content(
                request.getMethod(),
                request.getRequestURI(),
                Optional.ofNullable(request.getQueryString()),
                body);
    }

    private void answer(Call call, RequestFacts facts, AsyncResponse response) {
        Reply reply;
        try {
            reply = exchange.chat(call.caller(), call.body(), call.keyed(), facts);
        } catch (RuntimeException e) {
            response.resume(e);
            return;
        }
        switch (reply) {
            case Reply.Whole whole ->
                    response.resume(
                            with(Response.status(whole.status()), whole.headers())
                                    .type(MediaType.APPLICATION_JSON)
                                    .entity(whole.body())
                                    .build());
            case Reply.Streamed streamed -> stream(streamed, response);
        }
    }

    /** Resuming runs the relay on this virtual thread; closing settles whatever became of it. */
    private static void stream(Reply.Streamed streamed, AsyncResponse response) {
        try (RelayedStream stream = streamed.stream()) {
            StreamingOutput relay = stream::writeTo;
            response.resume(
                    with(Response.ok(relay), streamed.headers())
                            .type(MediaType.SERVER_SENT_EVENTS)
                            .header("Cache-Control", "no-cache")
                            .header("X-Accel-Buffering", "no")
                            .build());
        }
    }

    private static Response.ResponseBuilder with(
            Response.ResponseBuilder builder, Map<String, String> headers) {
        headers.forEach(builder::header);
        return builder;
    }
}
