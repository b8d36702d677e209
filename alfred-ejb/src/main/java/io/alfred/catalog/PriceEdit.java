package io.alfred.catalog;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;

import java.util.Optional;
import java.util.OptionalLong;

/** Turns an operator's price into the one that calls are charged by. */
final class PriceEdit {
    /** The highest price, nano-credits per 1,000,000 tokens, per call or per unit: a million. */
    static final long PRICE_MAX_NANOS = 1_000_000 * Credits.NANOS_PER_CREDIT;

    private PriceEdit() {}

    /**
     * The price of a model of a kind.
     *
     * @throws AlfredException {@code INVALID_REQUEST} naming the field that is missing or wrong:
     *     what a model of this kind is billed by has to be told, be it 0
     */
    static ModelPrice price(ModelKind kind, PriceChange change) {
        requireBasis(kind, change);
        long input = nanos("input", change.input());
        ModelPrice price =
                new ModelPrice(
                        input,
                        change.cachedRead().map(told -> nanos("cached_read", told)).orElse(input),
                        change.cachedWrite().map(told -> nanos("cached_write", told)).orElse(input),
                        nanos("output", change.output()),
                        nanos("per_call", change.perCall()),
                        Optional.empty(),
                        new UnitPrices(
                                nanos("per_image", change.units().perImage()),
                                nanos("per_1m_characters", change.units().perMillionCharacters()),
                                nanos("per_minute", change.units().perMinute())),
                        "");
        return price.with(audio(change.audio()));
    }

    private static AudioPrices audio(PriceChange.Audio audio) {
        return new AudioPrices(
                ifTold("audio_input", audio.input()), ifTold("audio_output", audio.output()));
    }

    private static OptionalLong ifTold(String field, Optional<Credits> price) {
        return price.map(told -> OptionalLong.of(nanos(field, told)))
                .orElseGet(OptionalLong::empty);
    }

    private static void requireBasis(ModelKind kind, PriceChange change) {
        PriceChange.Units units = change.units();
        boolean byTokens = change.input().isPresent() && change.output().isPresent();
        switch (kind) {
            case CHAT -> {
                require("input", change.input().isPresent(), kind);
                require("output", change.output().isPresent(), kind);
            }
            case EMBEDDING, MODERATION -> require("input", change.input().isPresent(), kind);
            case IMAGE -> require("per_image", byTokens || units.perImage().isPresent(), kind);
            case SPEECH ->
                    require(
                            "per_1m_characters",
                            byTokens || units.perMillionCharacters().isPresent(),
                            kind);
            case TRANSCRIPTION ->
                    require("per_minute", byTokens || units.perMinute().isPresent(), kind);
        }
        refuse("audio_input", change.audio().input(), kind == ModelKind.CHAT);
        refuse("audio_output", change.audio().output(), kind == ModelKind.CHAT);
        refuse("per_image", units.perImage(), kind == ModelKind.IMAGE);
        refuse("per_1m_characters", units.perMillionCharacters(), kind == ModelKind.SPEECH);
        refuse("per_minute", units.perMinute(), kind == ModelKind.TRANSCRIPTION);
    }

    private static void require(String field, boolean told, ModelKind kind) {
        if (!told) {
            throw AlfredException.invalid(
                    field,
                    field + " is required",
                    "price it with " + kind.priceOptions() + "; 0 if it is free");
        }
    }

    /** A price that no call would ever be charged is a mistake. */
    private static void refuse(String field, Optional<Credits> price, boolean applies) {
        if (!applies && price.map(Credits::nanos).orElse(0L) != 0) {
            throw AlfredException.invalid(
                    field,
                    "no model of this kind is billed by " + field,
                    "leave it out, or name the kind it belongs to");
        }
    }

    private static long nanos(String field, Optional<Credits> price) {
        return price.map(told -> nanos(field, told)).orElse(0L);
    }

    private static long nanos(String field, Credits price) {
        if (price.isNegative() || price.nanos() > PRICE_MAX_NANOS) {
            throw AlfredException.invalid(
                    field,
                    field + " is not between 0 and 1,000,000 credits",
                    "write credits per 1,000,000 tokens or characters, per call, image or minute");
        }
        return price.nanos();
    }
}
