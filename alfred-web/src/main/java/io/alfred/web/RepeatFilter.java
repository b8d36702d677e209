package io.alfred.web;

import io.alfred.idempotency.AnswerSeal;
import io.alfred.idempotency.IdempotencyKey;
import io.alfred.idempotency.KeptAnswer;
import io.alfred.idempotency.KeyedAnswers;
import io.alfred.idempotency.KeyedRequest;
import io.alfred.idempotency.OperationSeed;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Turnstile;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers a repeated change under {@code /api} with the first answer, byte for byte, when both
 * carry the same {@code Idempotency-Key}.
 *
 * <p>It comes after the guard, so that nobody learns of an answer without the key that got it, and
 * keeps an answer before it is sent. Reading needs no key: the header is ignored there.
 */
@Provider
@ApplicationScoped
@Priority(Priorities.AUTHORIZATION)
public class RepeatFilter implements ContainerRequestFilter, ContainerResponseFilter {
    /** Tells an answer that was kept from one that was made now. */
    public static final String REPLAYED = "Idempotency-Replayed";

    /** Bytes of a file, such as a provider's bill, that comes with a key: 64 MiB. */
    static final int FILE_BYTES_MAX = 64 * 1024 * 1024;

    private static final String RUN = "alfred.keyed-run";
    private static final String PLACE = "alfred.keyed-file";

    /** Of files that do not fit the bound of JSON; one takes twice its size while it is read. */
    private static final Turnstile FILES =
            new Turnstile(1, "another large file with an Idempotency-Key is being dealt with here");

    /** Headers that belong to the outcome; all others are about this exchange of messages. */
    private static final List<String> KEPT_HEADERS =
            List.of(
                    HttpHeaders.LOCATION,
                    HttpHeaders.CONTENT_DISPOSITION,
                    "x-should-retry",
                    "X-Alfred-Transaction",
                    "X-Alfred-Cost");

    @Inject private KeyedAnswers answers;
    @Inject private OperationSeed seed;
    @Inject private RequestCaller caller;

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        if (!ApiPath.isChange(request)) {
            return;
        }
        Optional<IdempotencyKey> key =
                IdempotencyKey.of(request.getHeaderString(IdempotencyKey.HEADER));
        if (key.isEmpty()) {
            return;
        }
        try {
            begin(request, key.get());
        } catch (IOException | RuntimeException e) {
            leave(request);
            throw e;
        }
    }

    private void begin(ContainerRequestContext request, IdempotencyKey key) throws IOException {
        byte[] body = body(request);
        request.setEntityStream(new ByteArrayInputStream(body));
        URI uri = request.getUriInfo().getRequestUri();
        KeyedRequest keyed =
                new KeyedRequest(
                        caller.get().keyId(),
                        key,
                        new KeyedRequest.Content(
                                request.getMethod(),
                                uri.getRawPath(),
                                Optional.ofNullable(uri.getRawQuery()),
                                body));
        String secret = Bearer.secretOf(request.getHeaderString(HttpHeaders.AUTHORIZATION));
        switch (answers.start(keyed, new AnswerSeal(secret, key))) {
            case KeyedAnswers.Start.Run run -> {
                seed.use(run.claim());
                request.setProperty(RUN, run);
            }
            case KeyedAnswers.Start.Replay replay -> request.abortWith(replayed(replay.answer()));
        }
    }

    /** Read whole, as what it says is needed before it may run; JSON has its usual bound. */
    private static byte[] body(ContainerRequestContext request) throws IOException {
        MediaType type = request.getMediaType();
        boolean file = type != null && !MediaType.APPLICATION_JSON_TYPE.isCompatible(type);
        InputStream sent = request.getEntityStream();
        byte[] body = sent.readNBytes(Json.BODY_BYTES_MAX + 1);
        if (body.length <= Json.BODY_BYTES_MAX) {
            return body;
        }
        if (!file) {
            throw tooLarge(Json.BODY_BYTES_MAX);
        }
        request.setProperty(PLACE, FILES.enter());
        byte[] rest = sent.readNBytes(FILE_BYTES_MAX + 1 - body.length);
        if (body.length + rest.length > FILE_BYTES_MAX) {
            throw tooLarge(FILE_BYTES_MAX);
        }
        byte[] whole = Arrays.copyOf(body, body.length + rest.length);
        System.arraycopy(rest, 0, whole, body.length, rest.length);
        return whole;
    }

    private static AlfredException tooLarge(int max) {
        return new AlfredException(
                ErrorCode.REQUEST_TOO_LARGE,
                "the body is larger than " + max + " bytes",
                "send less");
    }

    private static void leave(ContainerRequestContext request) {
        if (request.getProperty(PLACE) instanceof Turnstile.Place place) {
            request.removeProperty(PLACE);
            place.close();
        }
    }

    private static Response replayed(KeptAnswer answer) {
        Response.ResponseBuilder response =
                Response.status(answer.status()).header(REPLAYED, "true");
        answer.headers().forEach(response::header);
        if (!answer.mediaType().isEmpty()) {
            response.type(answer.mediaType()).entity(answer.body());
        }
        return response.build();
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        leave(request);
        if (!(request.getProperty(RUN) instanceof KeyedAnswers.Start.Run run)) {
            return;
        }
        request.removeProperty(RUN);
        Optional<byte[]> body = rendered(response);
        String type = body.isEmpty() || !response.hasEntity() ? "" : typeOf(response).toString();
        answers.finish(
                run,
                response.getStatus(),
                body.map(
                        bytes ->
                                new KeptAnswer(
                                        response.getStatus(), type, headers(response), bytes)));
        if (!type.isEmpty()) {
            // What is kept is what is sent.
            response.setEntity(
                    body.orElseThrow(), response.getEntityAnnotations(), typeOf(response));
        }
    }

    private static MediaType typeOf(ContainerResponseContext response) {
        MediaType type = response.getMediaType();
        return type == null ? MediaType.APPLICATION_JSON_TYPE : type;
    }

    /** The body's bytes; empty for one that is written as it is made and cannot be kept. */
    private static Optional<byte[]> rendered(ContainerResponseContext response) {
        Object entity = response.getEntity();
        if (entity == null) {
            return Optional.of(new byte[0]);
        }
        if (entity instanceof byte[] bytes) {
            return Optional.of(bytes);
        }
        if (entity instanceof String text) {
            return Optional.of(text.getBytes(StandardCharsets.UTF_8));
        }
        return JsonBody.writes(entity.getClass())
                ? Optional.of(JsonBody.render(entity))
                : Optional.empty();
    }

    private static Map<String, String> headers(ContainerResponseContext response) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : KEPT_HEADERS) {
            String value = response.getHeaderString(name);
            if (value != null) {
                kept.put(name, value);
            }
        }
        return kept;
    }
}
