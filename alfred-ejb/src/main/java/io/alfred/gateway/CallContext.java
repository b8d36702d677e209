package io.alfred.gateway;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Ids;
import io.alfred.ledger.CallLinks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What the headers of a request say about the call, besides who makes it.
 *
 * @param dryRun whether it is only asked what would become of it
 * @param trace empty also where the header was not valid, as W3C wants it
 * @param traceState passed on with the trace
 * @param parent the call that this one follows from, as the caller says
 */
public record CallContext(
        boolean dryRun,
        Optional<TraceParent> trace,
        Optional<String> traceState,
        Optional<UUID> parent) {
    /** A call that stands alone. */
    public static final CallContext NONE =
            new CallContext(false, Optional.empty(), Optional.empty(), Optional.empty());

    public static final String DRY_RUN = "X-Alfred-Dry-Run";
    public static final String PARENT_REQUEST = "X-Alfred-Parent-Request";

    /** Characters of a tracestate that is passed on; W3C asks for 512. */
    static final int TRACE_STATE_CHARS_MAX = 512;

    private static final String TRACE_STATE = "tracestate";
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");

    /**
     * Reads the headers.
     *
     * @param headers all values of a header by its name
     * @throws AlfredException {@code INVALID_REQUEST} for one of Alfred's own that is not valid
     */
    public static CallContext read(Function<String, List<String>> headers) {
        List<String> traces = headers.apply(TraceParent.HEADER);
        Optional<TraceParent> trace =
                traces.size() == 1 ? TraceParent.parse(traces.getFirst()) : Optional.empty();
        return new CallContext(
                only(headers, DRY_RUN).map(CallContext::bool).orElse(false),
                trace,
                trace.flatMap(valid -> traceState(headers.apply(TRACE_STATE))),
                only(headers, PARENT_REQUEST).map(text -> Ids.parse(PARENT_REQUEST, text)));
    }

    private static Optional<String> only(Function<String, List<String>> headers, String name) {
        List<String> values = headers.apply(name);
        if (values.size() > 1) {
            throw AlfredException.invalid(name, name + " is sent twice", "send it once");
        }
        return values.stream().findFirst().map(String::strip);
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw AlfredException.invalid(
                            DRY_RUN, DRY_RUN + " is neither true nor false", "send true");
        };
    }

    private static Optional<String> traceState(List<String> values) {
        String joined = String.join(",", values);
        return joined.isBlank()
                        || joined.length() > TRACE_STATE_CHARS_MAX
                        || !PRINTABLE.matcher(joined).matches()
                ? Optional.empty()
                : Optional.of(joined);
    }

    /** What the books keep of it. */
    CallLinks links() {
        return new CallLinks(trace.map(TraceParent::traceId), parent);
    }

    /** What the provider gets of it. */
    Map<String, String> upstream(UUID txId) {
        Map<String, String> headers = new LinkedHashMap<>();
        trace.ifPresent(valid -> headers.put(TraceParent.HEADER, valid.upstream(txId)));
        traceState.ifPresent(text -> headers.put(TRACE_STATE, text));
        return headers;
    }
}
