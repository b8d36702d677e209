package io.alfred.web.admin;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.alfred.gateway.TransferDesk;
import io.alfred.gateway.WalletDesk;
import io.alfred.identity.OrgView;
import io.alfred.identity.Role;
import io.alfred.kernel.Credits;
import io.alfred.kernel.Ids;
import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;
import io.alfred.ledger.WalletView;
import io.alfred.web.Allowed;
import io.alfred.web.Field;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Wallets: how they stand, and what they may spend. */
@Path("/api/wallets")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class WalletsResource {
    @Inject private RequestCaller caller;
    @Inject private WalletDesk desk;
    @Inject private TransferDesk transfers;

    /** A wallet to be opened; without a parent it lies below its team's or org's wallet. */
    public record NewWallet(
            @Nullable String owner,
            @Nullable String org,
            @Nullable UUID parent,
            @Nullable BigDecimal allotted) {}

    /** Credits to be added to the allotment. */
    public record NewGrant(@Nullable BigDecimal amount, @Nullable String reason) {}

    /** The new limit; {@code allotted} null lifts it. */
    public record NewLimit(@Nullable BigDecimal allotted, @Nullable String reason) {}

    /** A correction of the allotment, up or down. */
    public record NewAdjustment(@Nullable BigDecimal change, @Nullable String reason) {}

    /**
     * Credits for another wallet, named by its id or owner; with {@code require_approval} it waits
     * for another principal, at most {@code expires_in_s} seconds.
     */
    public record NewTransfer(
            @Nullable String to,
            @Nullable BigDecimal amount,
            @Nullable String reason,
            @Nullable Boolean requireApproval,
            @Nullable Long expiresInS) {}

    /** A transfer that was done, or waits; then the request tells how long. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record TransferResult(
            UUID id, String state, TransfersResource.@Nullable TransferAnswer request) {}

    @GET
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public Slice<WalletAnswer> list(
            @QueryParam("org") @Nullable String org,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        Page page = Page.of(limit, after);
        List<WalletView> rows =
                desk.list(
                        caller.get(),
                        Optional.ofNullable(org),
                        page.after().map(id -> Ids.parse("after", id)),
                        page.limit() + 1);
        Map<UUID, Optional<OrgView>> orgs = new HashMap<>();
        return Slice.of(rows, page, wallet -> wallet.id().toString())
                .map(
                        wallet ->
                                WalletAnswer.of(
                                        wallet,
                                        orgs.computeIfAbsent(
                                                wallet.orgId(), id -> desk.orgOf(wallet))));
    }

    @GET
    @Path("/{wallet}")
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public WalletAnswer get(
            @PathParam("wallet") String reference, @QueryParam("org") @Nullable String org) {
        return answer(desk.find(caller.get(), Optional.ofNullable(org), reference));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.FINOPS)
    public Response open(NewWallet request) {
        WalletView opened =
                desk.open(
                        caller.get(),
                        new WalletDesk.Request(
                                Field.required("owner", request.owner()),
                                Optional.ofNullable(request.org()),
                                Optional.ofNullable(request.parent()),
                                amount(request.allotted())));
        return Response.status(Response.Status.CREATED).entity(answer(opened)).build();
    }

    @POST
    @Path("/{wallet}/grants")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.FINOPS)
    public WalletAnswer grant(
            @PathParam("wallet") String reference,
            @QueryParam("org") @Nullable String org,
            NewGrant request) {
        Credits amount = Credits.ofDecimal(Field.required("amount", request.amount()));
        WalletView wallet = desk.find(caller.get(), Optional.ofNullable(org), reference);
        return answer(desk.grant(caller.get(), wallet.id(), amount, reason(request.reason())));
    }

    @PUT
    @Path("/{wallet}/limit")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.FINOPS)
    public WalletAnswer limit(
            @PathParam("wallet") String reference,
            @QueryParam("org") @Nullable String org,
            NewLimit request) {
        WalletView wallet = desk.find(caller.get(), Optional.ofNullable(org), reference);
        return answer(
                desk.limit(
                        caller.get(),
                        wallet.id(),
                        amount(request.allotted()),
                        reason(request.reason())));
    }

    @POST
    @Path("/{wallet}/adjustments")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.FINOPS)
    public WalletAnswer adjust(
            @PathParam("wallet") String reference,
            @QueryParam("org") @Nullable String org,
            NewAdjustment request) {
        Credits change = Credits.ofDecimal(Field.required("change", request.change()));
        WalletView wallet = desk.find(caller.get(), Optional.ofNullable(org), reference);
        return answer(desk.adjust(caller.get(), wallet.id(), change, reason(request.reason())));
    }

    @POST
    @Path("/{wallet}/transfers")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.FINOPS)
    public TransferResult transfer(
            @PathParam("wallet") String reference,
            @QueryParam("org") @Nullable String org,
            NewTransfer request) {
        Optional<String> orgName = Optional.ofNullable(org);
        WalletView from = desk.find(caller.get(), orgName, reference);
        String to = Field.required("to", request.to());
        Long life = request.expiresInS();
        TransferDesk.Result result =
                transfers.transfer(
                        caller.get(),
                        new TransferDesk.Request(
                                from,
                                desk.find(caller.get(), orgName, to),
                                Credits.ofDecimal(Field.required("amount", request.amount())),
                                reason(request.reason()),
                                Boolean.TRUE.equals(request.requireApproval()),
                                life == null ? Duration.ofDays(1) : Duration.ofSeconds(life)));
        return new TransferResult(
                result.id(),
                result.waiting().isPresent() ? "pending" : "done",
                result.waiting().map(TransfersResource.TransferAnswer::of).orElse(null));
    }

    private WalletAnswer answer(WalletView wallet) {
        return WalletAnswer.of(wallet, desk.orgOf(wallet));
    }

    private static Optional<Credits> amount(@Nullable BigDecimal decimal) {
        return Optional.ofNullable(decimal).map(Credits::ofDecimal);
    }

    private static String reason(@Nullable String text) {
        return Reasons.checked(text);
    }
}
