package io.alfred.gateway;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The W3C trace that a call belongs to.
 *
 * @param traceId its 128 bits
 * @param flags two hexadecimal digits, passed on as they came
 */
public record TraceParent(UUID traceId, String flags) {
    static final String HEADER = "traceparent";

    /** Version 00 has nothing after the flags; a later one may, after another dash. */
    private static final Pattern SHAPE =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");
    private static final UUID ZERO = new UUID(0, 0);

    /** What a header says; empty for one that is not valid, which is to be ignored. */
    static Optional<TraceParent> parse(String header) {
        Matcher matcher = SHAPE.matcher(header);
        if (!matcher.matches() || matcher.group(1).equals("ff")) {
            return Optional.empty();
        }
        boolean tooLong = matcher.group(1).equals("00") && matcher.group(5) != null;
        boolean noParent = matcher.group(3).equals("0".repeat(16));
        return tooLong || noParent
                ? Optional.empty()
                : traceId(matcher.group(2)).map(id -> new TraceParent(id, matcher.group(4)));
    }

    /** A trace id as it is written, 32 lower-case hexadecimal digits that are not all zero. */
    public static Optional<UUID> traceId(String text) {
        if (!TRACE_ID.matcher(text).matches()) {
            return Optional.empty();
        }
        UUID id =
                new UUID(
                        Long.parseUnsignedLong(text, 0, 16, 16),
                        Long.parseUnsignedLong(text, 16, 32, 16));
        return id.equals(ZERO) ? Optional.empty() : Optional.of(id);
    }

    /** A trace id as W3C writes it. */
    public static String text(UUID traceId) {
        return traceId.toString().replace("-", "");
    }

    /** The header for the provider: Alfred's span is the second half of the transaction id. */
    String upstream(UUID txId) {
        return "00-" + text(traceId) + "-" + text(txId).substring(16) + "-" + flags;
    }
}
