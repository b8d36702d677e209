package io.alfred.web.admin;

import io.alfred.gateway.ChargeDesk;
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

/** {@code POST /api/ledger/holds/{tx}/resolution}: an operator's word about a call. */
@Path("/api/ledger/holds/{tx}/resolution")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ResolutionResource {
    @Inject private RequestCaller caller;
    @Inject private ChargeDesk desk;

    /**
     * What became of the call.
     *
     * @param charge what it cost, credits
     * @param release true: nothing was served
     */
    public record Resolution(
            @Nullable BigDecimal charge, @Nullable Boolean release, @Nullable String reason) {}

    @POST
    @Allowed(Role.FINOPS)
    public HoldAnswer resolve(@PathParam("tx") String tx, Resolution body) {
        return HoldAnswer.of(
                desk.resolve(
                        caller.get(),
                        Ids.parse("tx", tx),
                        cost(body),
                        Reasons.required(body.reason())));
    }

    private static Credits cost(Resolution body) {
        BigDecimal charge = body.charge();
        boolean release = Boolean.TRUE.equals(body.release());
        if ((charge == null) != release) {
            throw AlfredException.invalid(
                    "charge",
                    "either charge or release has to be given",
                    "send {\"charge\": CREDITS} for what it cost, or {\"release\": true} for a call"
                            + " that was not served");
        }
        return charge == null ? Credits.ZERO : Credits.ofDecimal(charge);
    }
}
