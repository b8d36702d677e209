package io.alfred.gateway;

import io.alfred.catalog.Model;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.UnitPrices;
import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.ledger.LedgerOperation;
import io.alfred.pricing.Estimate;

import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What a call comes to, from what its provider told and, where it did not, what can be counted.
 *
 * @param named the service tier that an answer named although it may have no report
 */
record Charging(
        Model model,
        Estimate estimate,
        ToLongFunction<String> countText,
        Optional<ServiceTier> named) {

    /**
     * @param usage estimated when the amount rests on anything but the provider's word or an exact
     *     count, or on another tier's price
     */
    record Charge(TokenUsage usage, BilledUnits units, Credits cost) {}

    /**
     * Prices a call.
     *
     * @param reported tokens as the provider told them
     * @param units images or audio as it told them; else the estimate's, which are exact for
     *     characters and a bound for the others
     */
    Charge charge(Optional<TokenUsage> reported, Optional<BilledUnits> units, String producedText) {
        ModelPrice price = model.price().orElseThrow();
        BilledUnits billed = units.orElse(estimate.units());
        Optional<ServiceTier> told = reported.flatMap(TokenUsage::tier).or(() -> named);
        ServedPrices served = ServedPrices.of(model, estimate.tier(), told);
        Optional<ServiceTier> logged = told.or(this::dearerOne);
        boolean bound =
                (billed.estimated() && !price.units().equals(UnitPrices.NONE)) || !served.known();
        if (reported.isPresent()) {
            TokenUsage tokens = reported.get().servedIn(logged);
            TokenUsage usage = bound ? tokens.estimated(true) : tokens;
            Credits cost = served.charge(usage, billed);
            // Beyond the most that can be held for any call, a report is a defect, not a bill.
            if (cost.nanos() <= LedgerOperation.HOLD_MAX_NANOS) {
                return new Charge(usage, billed, cost);
            }
        }
        TokenUsage counted =
                counted(producedText).estimated(bound || price.countsTokens()).servedIn(logged);
        Credits cost = served.charge(counted, billed);
        return new Charge(
                counted,
                billed,
                Credits.ofNanos(Math.min(cost.nanos(), LedgerOperation.HOLD_MAX_NANOS)));
    }

    /** What the books say of an answer that names no tier, where it may have been a dearer one. */
    private Optional<ServiceTier> dearerOne() {
        return Optional.of(estimate.tier()).filter(asked -> asked == ServiceTier.PRIORITY);
    }

    private TokenUsage counted(String producedText) {
        long prompt = Math.min(estimate.promptTokens(), TokenUsage.TOKENS_MAX);
        long output = Math.min(output(producedText), TokenUsage.TOKENS_MAX);
        return TokenUsage.estimated(prompt, output)
                .withAudio(
                        Math.min(estimate.audioTokens(), prompt),
                        estimate.audioOutput() ? output : 0);
    }

    /** Text can be counted; what an image or a sound took, only the provider knows. */
    private long output(String producedText) {
        if (estimate.audioOutput()) {
            return estimate.outputTokensOfAll();
        }
        return switch (model.kind()) {
            case IMAGE, SPEECH -> estimate.outputTokensOfAll();
            case CHAT, EMBEDDING, MODERATION, TRANSCRIPTION -> countText.applyAsLong(producedText);
        };
    }
}
