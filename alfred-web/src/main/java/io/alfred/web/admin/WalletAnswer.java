package io.alfred.web.admin;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.alfred.identity.OrgView;
import io.alfred.kernel.Credits;
import io.alfred.ledger.FrozenBy;
import io.alfred.ledger.Period;
import io.alfred.ledger.PeriodUnit;
import io.alfred.ledger.WalletTerms;
import io.alfred.ledger.WalletView;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A wallet as the API shows it; amounts are credits, what is absent is null. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record WalletAnswer(
        UUID id,
        String owner,
        @Nullable String org,
        @Nullable UUID parent,
        String state,
        @Nullable BigDecimal allotted,
        BigDecimal held,
        BigDecimal spent,
        @Nullable BigDecimal free,
        @Nullable BigDecimal recurring,
        PeriodAnswer period,
        @Nullable List<Integer> softLimits,
        String onShortage,
        @Nullable FrozenAnswer frozen,
        @Nullable String models) {

    /** The current period; unit, zone and anchor are the rule of the next ones. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record PeriodAnswer(
            int number,
            Instant startedAt,
            @Nullable Instant endsAt,
            String unit,
            @Nullable String zone,
            @Nullable String anchor,
            boolean carryOver) {
        static PeriodAnswer of(WalletTerms terms) {
            Period period = terms.period();
            boolean lasts = period.unit() == PeriodUnit.NONE;
            return new PeriodAnswer(
                    terms.periodNumber(),
                    terms.periodStart(),
                    terms.periodEnd().orElse(null),
                    period.unit().wireName(),
                    lasts ? null : period.zone().getId(),
                    lasts ? null : period.anchor().toString(),
                    terms.carryOver());
        }
    }

    /** Who stopped it, and until when. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record FrozenAnswer(String by, @Nullable Instant until, @Nullable String reason) {}

    static WalletAnswer of(WalletView wallet, Optional<OrgView> org) {
        WalletTerms terms = wallet.terms();
        return new WalletAnswer(
                wallet.id(),
                wallet.name(),
                org.map(OrgView::name).orElse(null),
                wallet.parentId().orElse(null),
                wallet.state().wireName(),
                decimal(wallet.allotted()),
                wallet.held().toDecimal(),
                wallet.spent().toDecimal(),
                decimal(wallet.free()),
                decimal(terms.recurring()),
                PeriodAnswer.of(terms),
                terms.softLimits().orElse(null),
                terms.onShortage().wireName(),
                terms.frozenBy().map(by -> frozen(by, terms)).orElse(null),
                terms.models().orElse(null));
    }

    private static FrozenAnswer frozen(FrozenBy by, WalletTerms terms) {
        return new FrozenAnswer(
                by.wireName(), terms.frozenUntil().orElse(null), terms.stateReason().orElse(null));
    }

    static @Nullable BigDecimal decimal(Optional<Credits> amount) {
        return amount.map(Credits::toDecimal).orElse(null);
    }
}
