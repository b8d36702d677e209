package io.alfred.web.admin;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.alfred.identity.Role;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.reconcile.Difference;
import io.alfred.reconcile.Reconciler;
import io.alfred.reconcile.Reconciliation;
import io.alfred.web.Allowed;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.io.InputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code POST /api/ledger/reconciliations}: the books against a provider's bill. */
@Path("/api/ledger/reconciliations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ReconciliationsResource {
    private static final int PROVIDER_CHARS_MAX = 200;

    @Inject private RequestCaller caller;
    @Inject private Reconciler reconciler;

    /** The days of a provider that the bill covers. */
    public record Covered(String provider, LocalDate from, LocalDate to) {}

    /** The bill. */
    public record BillAnswer(String sha256, int lines, List<Covered> covered) {}

    /** A call that was closed; amounts in credits. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record ClosedAnswer(
            UUID txId,
            UUID wallet,
            String was,
            BigDecimal before,
            BigDecimal cost,
            BigDecimal charged,
            BigDecimal shortfall,
            @Nullable Integer line) {
        static ClosedAnswer of(Reconciliation.Closed closed) {
            return new ClosedAnswer(
                    closed.txId(),
                    closed.walletId(),
                    closed.was(),
                    closed.before().toDecimal(),
                    closed.cost().toDecimal(),
                    closed.charged().toDecimal(),
                    closed.shortfall().toDecimal(),
                    closed.line().orElse(null));
        }
    }

    /** What still differs; amounts in credits. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record DifferenceAnswer(
            String kind,
            @Nullable Integer line,
            @Nullable String transactionId,
            String provider,
            String model,
            LocalDate day,
            @Nullable BigDecimal billed,
            @Nullable BigDecimal booked,
            String detail) {
        static DifferenceAnswer of(Difference difference) {
            return new DifferenceAnswer(
                    difference.kind().wireName(),
                    difference.line().orElse(null),
                    difference.transaction().orElse(null),
                    difference.provider(),
                    difference.model(),
                    difference.day(),
                    difference.billed().map(Credits::toDecimal).orElse(null),
                    difference.booked().map(Credits::toDecimal).orElse(null),
                    difference.detail());
        }
    }

    /** Sums in credits. */
    public record TotalsAnswer(
            BigDecimal billed,
            BigDecimal bookedBefore,
            BigDecimal bookedAfter,
            BigDecimal difference) {
        static TotalsAnswer of(Reconciliation.Totals totals) {
            return new TotalsAnswer(
                    totals.billed().toDecimal(),
                    totals.bookedBefore().toDecimal(),
                    totals.bookedAfter().toDecimal(),
                    totals.billed().minus(totals.bookedAfter()).toDecimal());
        }
    }

    /** What a run found and did. */
    public record ReconciliationAnswer(
            UUID id,
            boolean ok,
            boolean dryRun,
            BillAnswer bill,
            long closedTotal,
            long agreed,
            long differencesTotal,
            TotalsAnswer totals,
            List<ClosedAnswer> closed,
            List<DifferenceAnswer> differences) {
        static ReconciliationAnswer of(Reconciliation run) {
            return new ReconciliationAnswer(
                    run.id(),
                    run.ok(),
                    run.dryRun(),
                    new BillAnswer(
                            run.bill().sha256(),
                            run.bill().lines(),
                            run.bill().covered().stream()
                                    .map(s -> new Covered(s.provider(), s.from(), s.to()))
                                    .toList()),
                    run.closedTotal(),
                    run.agreed(),
                    run.differencesTotal(),
                    TotalsAnswer.of(run.totals()),
                    run.closed().stream().map(ClosedAnswer::of).toList(),
                    run.differences().stream().map(DifferenceAnswer::of).toList());
        }
    }

    @POST
    @Consumes("text/csv")
    @Allowed(value = Role.FINOPS, installationOnly = true)
    public ReconciliationAnswer reconcile(
            @QueryParam("provider") @Nullable String provider,
            @QueryParam("dry_run") @Nullable String dryRun,
            @QueryParam("absent_means_unserved") @Nullable String absent,
            @QueryParam("charge_released") @Nullable String chargeReleased,
            InputStream bill) {
        return ReconciliationAnswer.of(
                reconciler.reconcile(
                        new Reconciler.Order(
                                caller.get().principalId(),
                                provider(provider),
                                Flag.of("dry_run", dryRun),
                                Flag.of("absent_means_unserved", absent),
                                Flag.of("charge_released", chargeReleased)),
                        bill));
    }

    private static Optional<String> provider(@Nullable String name) {
        if (name != null
                && (name.isBlank()
                        || name.length() > PROVIDER_CHARS_MAX
                        || name.chars().anyMatch(Character::isISOControl))) {
            throw AlfredException.invalid(
                    "provider", "provider is no name", "`alfred provider list` shows them");
        }
        return Optional.ofNullable(name);
    }
}
