package io.alfred.web.admin;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.alfred.gateway.WalletDesk;
import io.alfred.gateway.WalletRuleDesk;
import io.alfred.identity.Role;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;
import io.alfred.ledger.OnShortage;
import io.alfred.ledger.PastPeriod;
import io.alfred.ledger.Period;
import io.alfred.ledger.PeriodUnit;
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

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a wallet may do besides spending its limit: state, place, period, soft and model limits. */
@Path("/api/wallets")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class WalletRulesResource {
    @Inject private RequestCaller caller;
    @Inject private WalletDesk wallets;
    @Inject private WalletRuleDesk desk;

    /** Why something is done. */
    public record Why(@Nullable String reason) {}

    /** When the allotment begins anew; zone is UTC, anchor a Monday and 1 January unless told. */
    public record NewPeriod(
            @Nullable String unit,
            @Nullable String zone,
            @Nullable String anchor,
            @Nullable Boolean carryOver) {}

    /** Percent at which spending is announced; null: the installation's default. */
    public record NewSoftLimits(@Nullable List<@Nullable Integer> percents) {}

    /** What becomes of calls that do not fit: {@code refuse} or {@code lower}. */
    public record NewOnShortage(@Nullable String choice) {}

    /** The wallet above; null: none. */
    public record NewParent(@Nullable UUID parent, @Nullable String reason) {}

    /** A limit for some models; {@code allotted} null lifts it. */
    public record NewModelLimit(
            @Nullable String models, @Nullable BigDecimal allotted, @Nullable String reason) {}

    /** A period that is over; held is what its calls have not settled yet. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record PastPeriodAnswer(
            int number,
            Instant startedAt,
            Instant endedAt,
            @Nullable BigDecimal allotted,
            BigDecimal held,
            BigDecimal spent) {
        static PastPeriodAnswer of(PastPeriod period) {
            return new PastPeriodAnswer(
                    period.number(),
                    period.startedAt(),
                    period.endedAt(),
                    WalletAnswer.decimal(period.allotted()),
                    period.held().toDecimal(),
                    period.spent().toDecimal());
        }
    }

    @POST
    @Path("/{wallet}/freeze")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.FINOPS)
    public WalletAnswer freeze(
            @PathParam("wallet") String reference,
            @QueryParam("org") @Nullable String org,
            Why why) {
        return answer(desk.freeze(caller.get(), find(reference, org), reason(why.reason())));
    }

    @POST
    @Path("/{wallet}/unfreeze")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.FINOPS)
    public WalletAnswer unfreeze(
            @PathParam("wallet") String reference,
            @QueryParam("org") @Nullable String org,
            Why why) {
        return answer(desk.unfreeze(caller.get(), find(reference, org), reason(why.reason())));
    }

    @POST
    @Path("/{wallet}/close")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.FINOPS)
    public WalletAnswer close(
            @PathParam("wallet") String reference,
            @QueryParam("org") @Nullable String org,
            Why why) {
        return answer(desk.close(caller.get(), find(reference, org), reason(why.reason())));
    }

    @PUT
    @Path("/{wallet}/period")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.FINOPS)
    public WalletAnswer period(
            @PathParam("wallet") String reference,
            @QueryParam("org") @Nullable String org,
            NewPeriod request) {
        boolean carryOver = Boolean.TRUE.equals(request.carryOver());
        return answer(desk.period(caller.get(), find(reference, org), period(request), carryOver));
    }

    @PUT
    @Path("/{wallet}/soft-limits")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.FINOPS)
    public WalletAnswer softLimits(
            @PathParam("wallet") String reference,
            @QueryParam("org") @Nullable String org,
            NewSoftLimits request) {
        List<@Nullable Integer> sent = request.percents();
        Optional<List<Integer>> percents =
                Optional.ofNullable(sent)
                        .map(
                                list ->
                                        list.stream()
                                                .map(each -> Field.required("percents", each))
                                                .toList());
        return answer(desk.softLimits(caller.get(), find(reference, org), percents));
    }

    @PUT
    @Path("/{wallet}/on-shortage")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.FINOPS)
    public WalletAnswer onShortage(
            @PathParam("wallet") String reference,
            @QueryParam("org") @Nullable String org,
            NewOnShortage request) {
        OnShortage choice =
                OnShortage.of(Field.required("choice", request.choice()))
                        .orElseThrow(
                                () ->
                                        AlfredException.invalid(
                                                "choice",
                                                "choice is not one",
                                                "send refuse or lower"));
        return answer(desk.onShortage(caller.get(), find(reference, org), choice));
    }

    @PUT
    @Path("/{wallet}/parent")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.FINOPS)
    public WalletAnswer move(
            @PathParam("wallet") String reference,
            @QueryParam("org") @Nullable String org,
            NewParent request) {
        return answer(
                desk.move(
                        caller.get(),
                        find(reference, org),
                        Optional.ofNullable(request.parent()),
                        reason(request.reason())));
    }

    @GET
    @Path("/{wallet}/model-limits")
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public Slice<WalletAnswer> modelLimits(
            @PathParam("wallet") String reference, @QueryParam("org") @Nullable String org) {
        List<WalletAnswer> limits =
                desk.modelLimits(find(reference, org)).stream().map(this::answer).toList();
        return new Slice<>(limits, Optional.empty());
    }

    @PUT
    @Path("/{wallet}/model-limits")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.FINOPS)
    public WalletAnswer limitModels(
            @PathParam("wallet") String reference,
            @QueryParam("org") @Nullable String org,
            NewModelLimit request) {
        return answer(
                desk.limitModels(
                        caller.get(),
                        find(reference, org),
                        Field.required("models", request.models()),
                        Optional.ofNullable(request.allotted()).map(Credits::ofDecimal),
                        reason(request.reason())));
    }

    @GET
    @Path("/{wallet}/periods")
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public Slice<PastPeriodAnswer> periods(
            @PathParam("wallet") String reference,
            @QueryParam("org") @Nullable String org,
            @QueryParam("limit") @Nullable String limit) {
        List<PastPeriodAnswer> periods =
                desk.pastPeriods(find(reference, org), Page.of(limit, null).limit()).stream()
                        .map(PastPeriodAnswer::of)
                        .toList();
        return new Slice<>(periods, Optional.empty());
    }

    private WalletView find(String reference, @Nullable String org) {
        return wallets.find(caller.get(), Optional.ofNullable(org), reference);
    }

    private WalletAnswer answer(WalletView wallet) {
        return WalletAnswer.of(wallet, wallets.orgOf(wallet));
    }

    private static String reason(@Nullable String text) {
        return Reasons.checked(text);
    }

    private static Period period(NewPeriod request) {
        PeriodUnit unit =
                PeriodUnit.of(Field.required("unit", request.unit()))
                        .orElseThrow(
                                () ->
                                        AlfredException.invalid(
                                                "unit",
                                                "unit is not a period",
                                                "send none, day, week, month, quarter or year"));
        return unit == PeriodUnit.NONE
                ? Period.NONE
                : new Period(unit, zone(request.zone()), anchor(request.anchor()));
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return name == null ? ZoneId.of("UTC") : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw AlfredException.invalid(
                    "zone", "zone is not a time zone", "send for example Europe/Berlin");
        }
    }

    private static LocalDate anchor(@Nullable String day) {
        try {
            LocalDate anchor = day == null ? Period.DEFAULT_ANCHOR : LocalDate.parse(day);
            if (anchor.getYear() >= 1970 && anchor.getYear() <= 9999) {
                return anchor;
            }
        } catch (DateTimeException e) {
            throw wrongAnchor();
        }
        throw wrongAnchor();
    }

    private static AlfredException wrongAnchor() {
        return AlfredException.invalid(
                "anchor", "anchor is not a day after 1970", "send for example 2026-04-01");
    }
}
