package io.alfred.web.proxy;

import io.alfred.gateway.Exchange;
import io.alfred.identity.Caller;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.ledger.LedgerReader;
import io.alfred.web.Bearer;
import io.alfred.web.observe.RequestLogFilter;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** {@code GET /v1/requests/{transaction}}: what a past call cost; the answer for streams. */
@Path("/v1/requests/{tx}")
@Produces(MediaType.APPLICATION_JSON)
public class RequestsResource {
    @Inject private Exchange exchange;
    @Inject private LedgerReader ledger;

    /** A past call; {@code cost} is absent while it runs or is unknown. */
    public record PastCall(
            UUID id,
            String object,
            String model,
            String state,
            BigDecimal held,
            Optional<BigDecimal> cost,
            boolean provisional,
            Instant createdAt) {
        static PastCall of(LedgerReader.HoldView hold) {
            boolean resolved = hold.resolvedAt().isPresent();
            return new PastCall(
                    hold.txId(),
                    "request",
                    hold.provider() + "/" + hold.model(),
                    hold.state(),
                    hold.amount().toDecimal(),
                    resolved ? Optional.of(hold.charged().toDecimal()) : Optional.empty(),
                    hold.provisional(),
                    hold.createdAt());
        }
    }

    @GET
    public PastCall get(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @PathParam("tx") String tx,
            @Context HttpServletRequest request) {
        Caller caller =
                exchange.admit(Bearer.secretOf(authorization), RequestLogFilter.facts(request));
        UUID txId = Ids.parse("id", tx);
        return ledger
                .holds(
                        new LedgerReader.Filter(
                                caller.orgId(),
                                Optional.empty(),
                                Optional.of(txId),
                                Optional.empty(),
                                1),
                        Optional.empty())
                .stream()
                .filter(hold -> hold.keyId().equals(caller.keyId()))
                .findFirst()
                .map(PastCall::of)
                .orElseThrow(
                        () ->
                                new AlfredException(
                                        ErrorCode.NOT_FOUND,
                                        "this key made no call " + txId,
                                        "send the id from the header X-Alfred-Transaction"));
    }
}
