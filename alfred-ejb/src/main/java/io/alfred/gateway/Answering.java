package io.alfred.gateway;

import io.alfred.kernel.Credits;
import io.alfred.providers.AnswerStream;
import io.alfred.providers.ProviderReply;
import io.alfred.providers.UpstreamException;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Turns a provider's reply into the client's, and settles or releases the call.
 *
 * @param output what Alfred has put in as the limit, to be told
 * @param startedAt {@code System.nanoTime()} when the call came in
 * @param heldAt when its money was held
 * @param quietMax how long a client of a stream hears nothing, at most
 */
record Answering(
        OpenCall call, OutputLimit output, long startedAt, long heldAt, Duration quietMax) {

    Reply answer(ProviderReply reply) throws UpstreamException {
        return switch (reply) {
            case ProviderReply.Whole whole -> whole(whole);
            case ProviderReply.Stream stream -> streamed(stream.stream());
            case ProviderReply.Refused refused -> {
                call.release("the provider refused the request");
                call.facts().error("upstream_refused");
                yield new Reply.Whole(
                        refused.status(),
                        headers(),
                        "application/json",
                        ErrorBody.refused(call, refused));
            }
        };
    }

    private Reply whole(ProviderReply.Whole whole) {
        long upstreamNanos = System.nanoTime() - heldAt;
        Credits cost = call.settle(whole);
        Map<String, String> headers = headers();
        headers.put("X-Alfred-Cost", cost.toString());
        headers.put("X-Alfred-Overhead-Ms", millis(System.nanoTime() - startedAt - upstreamNanos));
        Optional.ofNullable(whole.headers().get(ProviderReply.COUNT))
                .ifPresent(value -> headers.put("X-Alfred-Count", value));
        return new Reply.Whole(
                whole.status(),
                headers,
                whole.headers().getOrDefault("content-type", "application/json"),
                whole.body());
    }

    /** The first event is awaited here, so that a stream that fails before it gets its status. */
    private Reply streamed(AnswerStream stream) throws UpstreamException {
        byte @Nullable [] first;
        call.client().beginWait();
        try {
            first = stream.next(quietMax);
        } catch (UpstreamException | RuntimeException e) {
            stream.close();
            throw e;
        } finally {
            call.client().endWait();
        }
        if (first == null) {
            stream.close();
            throw UpstreamException.of(
                    UpstreamException.Kind.BAD_ANSWER,
                    "the provider's stream ended before it began",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heldAt));
        }
        Map<String, String> headers = headers();
        headers.put("X-Alfred-Overhead-Ms", millis(heldAt - startedAt));
        return new Reply.Streamed(headers, new RelayedStream(stream, call, first, quietMax));
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Alfred-Model", call.model().id());
        headers.put("X-Alfred-Transaction", call.txId().toString());
        headers.putAll(output.headers());
        headers.putAll(call.rateHeaders());
        return headers;
    }

    private static String millis(long nanos) {
        return BigDecimal.valueOf(nanos, 6).setScale(1, RoundingMode.HALF_UP).toPlainString();
    }
}
