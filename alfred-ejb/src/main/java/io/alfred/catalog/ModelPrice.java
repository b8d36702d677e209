package io.alfred.catalog;

import io.alfred.kernel.ServiceTier;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a model costs, under a name that ledger entries keep.
 *
 * <p>Units: nano-credits per 1,000,000 tokens; {@code perCall} in nano-credits.
 *
 * @param input prompt tokens that no cache was involved in
 * @param cachedRead prompt tokens that the provider read from its cache
 * @param cachedWrite prompt tokens that the provider wrote to its cache
 * @param output all output tokens, hidden reasoning included
 * @param reasoning all output tokens of a call that reasoned, where a provider asks more for those;
 *     else as {@code output}
 * @param perCall added once per call
 * @param longContext prices of longer prompts, by rising thresholds; the last that is passed
 *     applies
 * @param units what is billed by image, character or minute
 * @param audio what sound in chats costs, where it is known
 * @param tiers what it costs in other service tiers, where it is known
 * @param version names this price for good, such as {@code openai-2026-07-02} or {@code operator-3}
 */
public record ModelPrice(
        long input,
        long cachedRead,
        long cachedWrite,
        long output,
        long reasoning,
        long perCall,
        List<LongContextTier> longContext,
        UnitPrices units,
        AudioPrices audio,
        TierPrices tiers,
        String version) {
    public ModelPrice {
        if (input < 0
                || cachedRead < 0
                || cachedWrite < 0
                || output < 0
                || reasoning < 0
                || perCall < 0) {
            throw new IllegalArgumentException("a price is negative");
        }
        longContext =
                longContext.stream()
                        .sorted(Comparator.comparingLong(LongContextTier::aboveTokens))
                        .toList();
    }

    /** A price of one service tier only. */
    public ModelPrice(
            long input,
            long cachedRead,
            long cachedWrite,
            long output,
            long reasoning,
            long perCall,
            List<LongContextTier> longContext,
            UnitPrices units,
            AudioPrices audio,
            String version) {
        this(
                input,
                cachedRead,
                cachedWrite,
                output,
                reasoning,
                perCall,
                longContext,
                units,
                audio,
                TierPrices.NONE,
                version);
    }

    /** A price that does not tell what sound costs. */
    public ModelPrice(
            long input,
            long cachedRead,
            long cachedWrite,
            long output,
            long reasoning,
            long perCall,
            List<LongContextTier> longContext,
            UnitPrices units,
            String version) {
        this(
                input,
                cachedRead,
                cachedWrite,
                output,
                reasoning,
                perCall,
                longContext,
                units,
                AudioPrices.NONE,
                version);
    }

    /** A price that makes no difference between outputs, with one tier at most. */
    public ModelPrice(
            long input,
            long cachedRead,
            long cachedWrite,
            long output,
            long perCall,
            Optional<LongContextTier> longContext,
            UnitPrices units,
            String version) {
        this(
                input,
                cachedRead,
                cachedWrite,
                output,
                output,
                perCall,
                longContext.stream().toList(),
                units,
                version);
    }

    /** A price by tokens only. */
    public ModelPrice(
            long input,
            long cachedRead,
            long cachedWrite,
            long output,
            long perCall,
            Optional<LongContextTier> longContext,
            String version) {
        this(
                input,
                cachedRead,
                cachedWrite,
                output,
                perCall,
                longContext,
                UnitPrices.NONE,
                version);
    }

    /** Whether the amount depends on tokens at all. */
    public boolean countsTokens() {
        return input > 0
                || cachedRead > 0
                || cachedWrite > 0
                || output > 0
                || reasoning > 0
                || audio.input().orElse(0) > 0
                || audio.cachedRead().orElse(0) > 0
                || audio.output().orElse(0) > 0
                || !longContext.isEmpty();
    }

    /** The prices of tokens in a call whose prompt has so many. */
    public LongContextTier at(long promptTokens) {
        return tiersUpTo(promptTokens).reduce((lower, higher) -> higher).orElseThrow();
    }

    /** The prices that a call may pay whose prompt has at most so many tokens, by thresholds. */
    public Stream<LongContextTier> tiersUpTo(long promptTokens) {
        return Stream.concat(
                Stream.of(base()),
                longContext.stream().filter(tier -> promptTokens > tier.aboveTokens()));
    }

    /** What prompt tokens of sound cost at the prices of a tier; as text where nobody has told. */
    public long audioInput(LongContextTier tier) {
        return audio(tier.audio().input(), audio.input(), tier.input());
    }

    /** What sound from the provider's cache costs at the prices of a tier; as text likewise. */
    public long audioCachedRead(LongContextTier tier) {
        return audio(tier.audio().cachedRead(), audio.cachedRead(), tier.cachedRead());
    }

    /** What output tokens of sound cost at the prices of a tier; as text where nobody has told. */
    public long audioOutput(LongContextTier tier) {
        return audio(tier.audio().output(), audio.output(), tier.output());
    }

    /** Where a tier does not tell, sound costs no less there than before and than text there. */
    private static long audio(OptionalLong ofTier, OptionalLong before, long text) {
        return ofTier.orElse(Math.max(before.orElse(text), text));
    }

    private LongContextTier base() {
        return new LongContextTier(0, input, cachedRead, cachedWrite, output, audio);
    }

    /** The same, and so much for sound. */
    public ModelPrice with(AudioPrices prices) {
        return new ModelPrice(
                input,
                cachedRead,
                cachedWrite,
                output,
                reasoning,
                perCall,
                longContext,
                units,
                prices,
                tiers,
                version);
    }

    /** The same, and so much in other service tiers. */
    public ModelPrice with(TierPrices prices) {
        return new ModelPrice(
                input,
                cachedRead,
                cachedWrite,
                output,
                reasoning,
                perCall,
                longContext,
                units,
                audio,
                prices,
                version);
    }

    /** What a call in a service tier costs; empty where nobody has told or none can be. */
    public Optional<ModelPrice> inTier(ServiceTier tier) {
        return tier == ServiceTier.STANDARD
                ? Optional.of(with(TierPrices.NONE))
                : tiers.charged(tier);
    }

    /**
     * What a call may be billed by that asks for a tier: providers serve it in that or, when they
     * are busy or do not know it, in the standard one.
     */
    public List<ModelPrice> whenAsked(ServiceTier tier) {
        return tier == ServiceTier.STANDARD
                ? List.of(this)
                : Stream.concat(Stream.of(this), inTier(tier).stream()).toList();
    }

    /** What a call may be charged at in any tier, the standard one first. */
    public List<ModelPrice> ofAnyTier() {
        return Stream.concat(Stream.of(this), tiers.charged()).toList();
    }

    /** All prices that have been told, those for show included. */
    Stream<ModelPrice> all() {
        return Stream.concat(Stream.of(this), tiers.prices().values().stream());
    }

    /** With another tier for the calls that name none; the same where that has no price. */
    ModelPrice usually(ServiceTier tier) {
        return inTier(tier).isPresent() ? with(tiers.usually(tier)) : this;
    }

    /** What more a token of output costs in a call that reasoned. */
    public long reasoningSurcharge() {
        return Math.max(reasoning - output, 0);
    }

    /** With every write to the provider's cache at the price of one that stays for an hour. */
    public ModelPrice cachingForLong() {
        return new ModelPrice(
                input,
                cachedRead,
                base().cachedWriteLong(),
                output,
                reasoning,
                perCall,
                longContext.stream().map(LongContextTier::cachingForLong).toList(),
                units,
                audio,
                tiers.each(ModelPrice::cachingForLong),
                version);
    }

    /** Nothing for anything, sound included, under the same name. */
    ModelPrice free() {
        return new ModelPrice(0, 0, 0, 0, 0, Optional.empty(), version).with(AudioPrices.free());
    }
}
