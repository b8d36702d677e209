package io.alfred.web.admin;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.alfred.gateway.WalletDesk;
import io.alfred.identity.Caller;
import io.alfred.identity.Directory;
import io.alfred.identity.Role;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Ids;
import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;
import io.alfred.ledger.HoldState;
import io.alfred.ledger.LedgerCheck;
import io.alfred.ledger.LedgerReader;
import io.alfred.ledger.WalletView;
import io.alfred.web.Allowed;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The books: entries, holds, and whether they balance. */
@Path("/api/ledger")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class LedgerResource {
    @Inject private RequestCaller caller;
    @Inject private LedgerReader reader;
    @Inject private LedgerCheck check;
    @Inject private WalletDesk wallets;
    @Inject private Directory directory;

    /** A ledger entry; amounts in credits. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record EntryAnswer(
            UUID opId,
            UUID txId,
            String kind,
            UUID wallet,
            BigDecimal amount,
            BigDecimal allottedDelta,
            BigDecimal heldDelta,
            BigDecimal spentDelta,
            BigDecimal shortfall,
            @Nullable String provider,
            @Nullable String model,
            @Nullable String priceVersion,
            @Nullable Long promptTokens,
            @Nullable Long completionTokens,
            @Nullable String serviceTier,
            boolean estimated,
            boolean provisional,
            boolean sandbox,
            @Nullable String reason,
            Instant recordedAt) {
        static EntryAnswer of(LedgerReader.EntryView entry) {
            return new EntryAnswer(
                    entry.opId(),
                    entry.txId(),
                    entry.kind(),
                    entry.walletId(),
                    entry.amount().toDecimal(),
                    entry.allottedDelta().toDecimal(),
                    entry.heldDelta().toDecimal(),
                    entry.spentDelta().toDecimal(),
                    entry.shortfall().toDecimal(),
                    entry.provider().orElse(null),
                    entry.model().orElse(null),
                    entry.priceVersion().orElse(null),
                    entry.promptTokens().isPresent() ? entry.promptTokens().getAsLong() : null,
                    entry.completionTokens().isPresent()
                            ? entry.completionTokens().getAsLong()
                            : null,
                    entry.serviceTier().orElse(null),
                    entry.estimated(),
                    entry.provisional(),
                    entry.sandbox(),
                    entry.reason().orElse(null),
                    entry.recordedAt());
        }
    }

    /** A call whose cost is not yet the provider's word. */
    public record OpenCall(UUID txId, UUID wallet, BigDecimal amount) {
        static List<OpenCall> of(List<LedgerCheck.Open> calls) {
            return calls.stream()
                    .map(
                            call ->
                                    new OpenCall(
                                            call.txId(),
                                            call.walletId(),
                                            call.amount().toDecimal()))
                    .toList();
        }
    }

    /** What a check of the books found. */
    public record CheckAnswer(
            boolean ok,
            long entries,
            long holds,
            long wallets,
            List<OpenCall> unknown,
            List<OpenCall> provisional,
            List<LedgerCheck.Violation> violations) {}

    @GET
    @Path("/entries")
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public Slice<EntryAnswer> entries(
            @QueryParam("wallet") @Nullable String wallet,
            @QueryParam("tx") @Nullable String tx,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        Page page = Page.of(limit, after);
        return Slice.of(
                        reader.entries(filter(wallet, tx, page)),
                        page,
                        row -> row.opId().toString())
                .map(EntryAnswer::of);
    }

    @GET
    @Path("/holds")
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public Slice<HoldAnswer> holds(
            @QueryParam("state") @Nullable String state,
            @QueryParam("wallet") @Nullable String wallet,
            @QueryParam("tx") @Nullable String tx,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        Page page = Page.of(limit, after);
        return Slice.of(
                        reader.holds(
                                filter(wallet, tx, page),
                                Optional.ofNullable(state).map(LedgerResource::state)),
                        page,
                        row -> row.txId().toString())
                .map(HoldAnswer::of);
    }

    @GET
    @Path("/check")
    @Allowed(
            value = {Role.FINOPS, Role.AUDITOR},
            installationOnly = true)
    public CheckAnswer check() {
        LedgerCheck.Report report = check.run();
        return new CheckAnswer(
                report.ok(),
                report.entries(),
                report.holds(),
                report.wallets(),
                OpenCall.of(report.unknown()),
                OpenCall.of(report.provisional()),
                report.violations());
    }

    /** A member reads what touched its own wallet only. */
    private LedgerReader.Filter filter(@Nullable String wallet, @Nullable String tx, Page page) {
        Caller asker = caller.get();
        Optional<String> reference =
                asker.role() == Role.MEMBER && wallet == null
                        ? Optional.of(asker.walletId().map(UUID::toString).orElse("none"))
                        : Optional.ofNullable(wallet);
        return new LedgerReader.Filter(
                directory.scope(asker, Optional.empty()),
                reference
                        .map(name -> wallets.find(asker, Optional.empty(), name))
                        .map(WalletView::id),
                Optional.ofNullable(tx).map(id -> Ids.parse("tx", id)),
                page.after().map(id -> Ids.parse("after", id)),
                page.limit() + 1);
    }

    private static HoldState state(String text) {
        return Arrays.stream(HoldState.values())
                .filter(state -> state.wireName().equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                AlfredException.invalid(
                                        "state",
                                        "state is none of open, unknown, settled, released",
                                        "name one of them"));
    }
}
