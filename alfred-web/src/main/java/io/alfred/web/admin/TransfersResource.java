package io.alfred.web.admin;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.alfred.gateway.TransferDesk;
import io.alfred.identity.Role;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Ids;
import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;
import io.alfred.ledger.TransferRequest;
import io.alfred.web.Allowed;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** Transfers that wait, or have waited, for somebody else's word. */
@Path("/api/transfers")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TransfersResource {
    @Inject private RequestCaller caller;
    @Inject private TransferDesk desk;

    /** A transfer request as the API shows it; the amount is credits. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record TransferAnswer(
            UUID id,
            UUID from,
            UUID to,
            BigDecimal amount,
            String reason,
            String state,
            UUID requestedBy,
            Instant requestedAt,
            Instant expiresAt,
            @Nullable UUID decidedBy,
            @Nullable Instant decidedAt) {
        static TransferAnswer of(TransferRequest request) {
            return new TransferAnswer(
                    request.id(),
                    request.from(),
                    request.to(),
                    request.amount().toDecimal(),
                    request.reason(),
                    request.state().wireName(),
                    request.requestedBy(),
                    request.requestedAt(),
                    request.expiresAt(),
                    request.decidedBy().orElse(null),
                    request.decidedAt().orElse(null));
        }
    }

    @GET
    @Allowed({Role.FINOPS, Role.AUDITOR})
    public Slice<TransferAnswer> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        Page page = Page.of(limit, after);
        return Slice.of(
                        desk.list(
                                caller.get(),
                                Optional.ofNullable(state).map(TransfersResource::state),
                                page.after().map(id -> Ids.parse("after", id)),
                                page.limit() + 1),
                        page,
                        row -> row.id().toString())
                .map(TransferAnswer::of);
    }

    @GET
    @Path("/{id}")
    @Allowed({Role.FINOPS, Role.AUDITOR})
    public TransferAnswer get(@PathParam("id") String id) {
        return TransferAnswer.of(desk.find(caller.get(), Ids.parse("id", id)));
    }

    @POST
    @Path("/{id}/approve")
    @Allowed(Role.FINOPS)
    public TransferAnswer approve(@PathParam("id") String id) {
        return TransferAnswer.of(desk.approve(caller.get(), Ids.parse("id", id)));
    }

    @POST
    @Path("/{id}/reject")
    @Allowed(Role.FINOPS)
    public TransferAnswer reject(@PathParam("id") String id) {
        return TransferAnswer.of(desk.reject(caller.get(), Ids.parse("id", id)));
    }

    private static String state(String text) {
        if (Arrays.stream(TransferRequest.State.values())
                .noneMatch(state -> state.wireName().equals(text))) {
            throw AlfredException.invalid(
                    "state",
                    "state is not one of a transfer",
                    "send pending, approved, done, rejected, expired or failed");
        }
        return text;
    }
}
