package io.alfred.web.admin;

import io.alfred.gateway.ChargeDesk;
import io.alfred.idempotency.OperationIds;
import io.alfred.identity.Role;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.Ids;
import io.alfred.web.Allowed;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.UUID;

/** {@code POST /api/ledger/transactions/{tx}/refunds}: gives part or all of a charge back. */
@Path("/api/ledger/transactions/{tx}/refunds")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RefundsResource {
    @Inject private RequestCaller caller;
    @Inject private ChargeDesk desk;
    @Inject private OperationIds operationIds;

    /**
     * A refund.
     *
     * @param id made by the client, so that it can repeat the call
     * @param all true: all that is left of the charge
     */
    public record NewRefund(
            @Nullable UUID id,
            @Nullable BigDecimal amount,
            @Nullable Boolean all,
            @Nullable String reason) {}

    /** The refund, and how the charge stands now; amounts in credits. */
    public record RefundAnswer(
            UUID id, UUID txId, BigDecimal amount, BigDecimal charged, BigDecimal refunded) {}

    @POST
    @Allowed(Role.FINOPS)
    public RefundAnswer refund(@PathParam("tx") String tx, NewRefund body) {
        UUID id = body.id() == null ? operationIds.next() : body.id();
        ChargeDesk.Refunded done =
                desk.refund(
                        caller.get(),
                        Ids.parse("tx", tx),
                        id,
                        amount(body),
                        Reasons.required(body.reason()));
        return new RefundAnswer(
                done.opId(),
                done.call().txId(),
                done.amount().toDecimal(),
                done.call().charged().toDecimal(),
                done.call().refunded().toDecimal());
    }

    private static Optional<Credits> amount(NewRefund body) {
        boolean all = Boolean.TRUE.equals(body.all());
        if ((body.amount() == null) != all) {
            throw AlfredException.invalid(
                    "amount",
                    "either amount or all has to be given",
                    "send {\"amount\": CREDITS}, or {\"all\": true} for the whole charge");
        }
        return Optional.ofNullable(body.amount()).map(Credits::ofDecimal);
    }
}
