package io.alfred.web.proxy;

import io.alfred.gateway.Exchange;
import io.alfred.gateway.TraceParent;
import io.alfred.identity.Caller;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.kernel.Page;
import io.alfred.ledger.CallReader;
import io.alfred.web.AnthropicClient;
import io.alfred.web.Bearer;
import io.alfred.web.observe.RequestLogFilter;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** {@code GET /v1/requests}: what became of a key's past calls; the answer for streams. */
@Path("/v1/requests")
@Produces(MediaType.APPLICATION_JSON)
public class RequestsResource {
    @Inject private Exchange exchange;
    @Inject private CallReader calls;

    /**
     * Calls of one run, newest first, with the sums of all of them.
     *
     * @param calls how many there are
     * @param held of those that are not over
     * @param whole false when there are more than the sums are of
     * @param next the cursor of the next page; null on the last
     */
    public record PastRun(
            String object,
            List<PastCall> data,
            long calls,
            BigDecimal cost,
            BigDecimal held,
            boolean whole,
            @Nullable String next) {
        static PastRun of(CallReader.Run run, int limit) {
            List<PastCall> shown = run.calls().stream().limit(limit).map(PastCall::of).toList();
            return new PastRun(
                    "list",
                    shown,
                    run.count(),
                    run.cost().toDecimal(),
                    run.held().toDecimal(),
                    run.whole(),
                    run.calls().size() > limit ? shown.getLast().id().toString() : null);
        }
    }

    @GET
    public PastRun list(
            @QueryParam("trace_id") @Nullable String trace,
            @QueryParam("parent") @Nullable String parent,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @Context HttpServletRequest request) {
        Caller caller = admit(request);
        Page page = Page.of(limit, after);
        return PastRun.of(
                calls.run(
                        caller.keyId(),
                        which(trace, parent),
                        page.after().map(id -> Ids.parse("after", id)),
                        page.limit() + 1),
                page.limit());
    }

    private static CallReader.Which which(@Nullable String trace, @Nullable String parent) {
        if (trace != null && parent == null) {
            return new CallReader.Which.OfTrace(
                    TraceParent.traceId(trace.toLowerCase(Locale.ROOT))
                            .orElseThrow(
                                    () ->
                                            AlfredException.invalid(
                                                    "trace_id",
                                                    "trace_id is not a W3C trace id",
                                                    "send 32 hexadecimal digits")));
        }
        if (parent != null && trace == null) {
            return new CallReader.Which.Below(Ids.parse("parent", parent));
        }
        throw AlfredException.invalid(
                "trace_id",
                "the calls of a run are asked for by trace_id or by parent",
                "send one of them");
    }

    @GET
    @Path("/{tx}")
    public PastCall get(@PathParam("tx") String tx, @Context HttpServletRequest request) {
        Caller caller = admit(request);
        UUID txId = Ids.parse("id", tx);
        return calls.find(caller.keyId(), txId)
                .map(PastCall::of)
                .orElseThrow(
                        () ->
                                new AlfredException(
                                        ErrorCode.NOT_FOUND,
                                        "this key made no call " + txId,
                                        "send the id from the header X-Alfred-Transaction"));
    }

    private Caller admit(HttpServletRequest request) {
        String secret =
                AnthropicClient.asks(request)
                        ? AnthropicClient.secretOf(request)
                        : Bearer.secretOf(request.getHeader(HttpHeaders.AUTHORIZATION));
        return exchange.admit(secret, RequestLogFilter.facts(request));
    }
}
