package io.alfred.web.proxy;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Rounds;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads the bodies of requests on {@code /v1}: bounded in size, memory, time and number, and
 * without a thread that waits for a slow client.
 *
 * <p>A body that arrived with its head, as nearly all do, is read at once.
 */
@ApplicationScoped
public class RequestBody {
    /** Bytes of a body, also once unpacked: 20 MiB, enough for a dozen inlined images. */
    static final int BODY_BYTES_MAX = 20 * 1024 * 1024;

    /** Bodies that may be on their way at the same time. */
    static final int ARRIVING_MAX = 1_000;

    private static final String BROKE_OFF = "the body broke off or its chunks are malformed";
    private static final String SEND_AGAIN = "send the request again";
    private static final Duration CHECK_PERIOD = Duration.ofMillis(250);

    @Inject private Config config;
    @Inject private BodyMemory memory;
    @Inject private CallThreads threads;
    @Resource private ManagedThreadFactory roundThreads;

    private final Set<ArrivingBody> arriving = ConcurrentHashMap.newKeySet();
    private @Nullable Rounds rounds;

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        Duration max = BodyConfig.read(config).arrivalMax();
        rounds =
                Rounds.start(
                        roundThreads,
                        Rounds.Rhythm.every("alfred-request-bodies", CHECK_PERIOD),
                        () -> giveUpLate(max, System.nanoTime()));
    }

    private void giveUpLate(Duration max, long now) {
        arriving.forEach(body -> body.check(max, now));
    }

    @PreDestroy
    void stop() {
        Rounds running = rounds;
        if (running != null) {
            running.stop();
        }
    }

    /**
     * Reads the body of a request for which asynchronous processing has been started.
     *
     * @param json whether it will be read as JSON, whatever the client calls it
     * @return completed by any thread, possibly before this returns; fails with {@code
     *     REQUEST_TOO_LARGE}, {@code UNSUPPORTED_MEDIA_TYPE} for an encoding that is not read here,
     *     {@code REQUEST_TIMEOUT}, {@code OVERLOADED}, or {@code INVALID_REQUEST} when the body
     *     breaks off or cannot be unpacked
     */
    CompletionStage<ReceivedBody> read(HttpServletRequest request, boolean json) {
        try {
            boolean packed = isPacked(request);
            CompletableFuture<ReceivedBody> raw = raw(request);
            if (raw.isDone() && !packed) {
                return json ? raw.thenApply(RequestBody::weighed) : raw;
            }
            // Work on a large body is no work for the container's few threads.
            return raw.thenApplyAsync(body -> finished(body, packed, json), threads::run);
        } catch (AlfredException e) {
            return CompletableFuture.failedFuture(e);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(brokeOff(e));
        }
    }

    private CompletableFuture<ReceivedBody> raw(HttpServletRequest request) throws IOException {
        long announced = request.getContentLengthLong();
        if (announced > BODY_BYTES_MAX) {
            throw tooLarge();
        }
        boolean chunked = announced < 0 && mayBeUnannounced(request);
        if (announced == 0 || (announced < 0 && !chunked)) {
            return CompletableFuture.completedFuture(new ReceivedBody(new byte[0], memory.room()));
        }
        ServletInputStream in = request.getInputStream();
        return !chunked && in.available() >= announced
                ? CompletableFuture.completedFuture(arrived(in, (int) announced))
                : arriving(in, announced);
    }

    /** Streams of HTTP/2 end by themselves. */
    private static boolean mayBeUnannounced(HttpServletRequest request) {
        return request.getHeader("Transfer-Encoding") != null
                || !request.getProtocol().startsWith("HTTP/1");
    }

    private ReceivedBody arrived(ServletInputStream in, int length) throws IOException {
        BodyMemory.Room room = memory.room();
        room.growTo(length);
        boolean read = false;
        try {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw brokeOff();
            }
            read = true;
            return new ReceivedBody(bytes, room);
        } finally {
            if (!read) {
                room.close();
            }
        }
    }

    private CompletableFuture<ReceivedBody> arriving(ServletInputStream in, long announced) {
        if (arriving.size() >= ARRIVING_MAX) {
            throw new AlfredException(
                    ErrorCode.OVERLOADED,
                    "as many bodies are on their way as the server waits for",
                    "try again in a few seconds, and send the body at once");
        }
        ArrivingBody body = new ArrivingBody(in, announced, memory.room(), System.nanoTime());
        arriving.add(body);
        CompletableFuture<ReceivedBody> whole =
                body.whole().whenComplete((received, failure) -> arriving.remove(body));
        try {
            in.setReadListener(body);
        } catch (RuntimeException e) {
            // Grizzly looks at the first chunk right here, and throws when it is malformed.
            body.onError(e);
        }
        return whole;
    }

    /** Whether a body is gzip; anything else but plain is refused. */
    private static boolean isPacked(HttpServletRequest request) {
        List<String> codings = Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING));
        if (codings.isEmpty()) {
            return false;
        }
        String coding = String.join(",", codings).strip().toLowerCase(Locale.ROOT);
        return switch (coding) {
            case "", "identity" -> false;
            case "gzip", "x-gzip" -> true;
            default ->
                    throw new AlfredException(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "the body has a Content-Encoding that Alfred does not read",
                            "send it plain, or with Content-Encoding: gzip");
        };
    }

    private ReceivedBody finished(ReceivedBody body, boolean packed, boolean json) {
        ReceivedBody plain = packed ? unpacked(body) : body;
        return json ? weighed(plain) : plain;
    }

    /** Takes memory for the tree that is read from it, too. */
    private static ReceivedBody weighed(ReceivedBody body) {
        try {
            body.room().growTo(body.bytes().length + JsonWeight.of(body.bytes()));
            return body;
        } catch (AlfredException e) {
            body.close();
            throw e;
        }
    }

    private ReceivedBody unpacked(ReceivedBody packed) {
        try (packed) {
            BodyMemory.Room room = memory.room();
            try {
                return new ReceivedBody(GzipBody.unpack(packed.bytes(), room), room);
            } catch (RuntimeException | Error e) {
                room.close();
                throw e;
            }
        }
    }

    static AlfredException tooLarge() {
        return new AlfredException(
                ErrorCode.REQUEST_TOO_LARGE,
                "the body is larger than " + BODY_BYTES_MAX + " bytes",
                "send less, or refer to images by URL");
    }

    static AlfredException brokeOff() {
        return new AlfredException(ErrorCode.INVALID_REQUEST, BROKE_OFF, SEND_AGAIN);
    }

    static AlfredException brokeOff(Throwable cause) {
        return new AlfredException(ErrorCode.INVALID_REQUEST, BROKE_OFF, SEND_AGAIN, cause);
    }
}
