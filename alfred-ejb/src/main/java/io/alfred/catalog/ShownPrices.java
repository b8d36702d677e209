package io.alfred.catalog;

import io.alfred.kernel.Credits;

import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Prices as an operator reads them: in credits per million tokens, or per unit. */
final class ShownPrices {
    private ShownPrices() {}

    /** All prices of a service tier in one line. */
    static String all(ModelPrice price) {
        String longer = longContext(price);
        return tokens(price.input(), price.cachedRead(), price.cachedWrite(), price.output())
                + told(", reasoning ", price.reasoning())
                + sound(price.audio())
                + (longer.isEmpty() ? "" : "; " + longer);
    }

    /** The prices of longer prompts; empty for none. */
    static String longContext(ModelPrice price) {
        return price.longContext().stream()
                .map(
                        tier ->
                                "above "
                                        + tier.aboveTokens()
                                        + " tokens "
                                        + tokens(
                                                tier.input(),
                                                tier.cachedRead(),
                                                tier.cachedWrite(),
                                                tier.output())
                                        + sound(tier.audio()))
                .collect(Collectors.joining("; "));
    }

    static String units(UnitPrices units) {
        return told("image ", units.perImage())
                + told(", million characters ", units.perMillionCharacters())
                + told(", minute ", units.perMinute());
    }

    private static String tokens(long input, long cachedRead, long cachedWrite, long output) {
        return told("input ", input)
                + told(", cached_read ", cachedRead)
                + told(", cached_write ", cachedWrite)
                + told(", output ", output);
    }

    private static String sound(AudioPrices audio) {
        return told(", audio_input ", audio.input())
                + told(", audio_cached_read ", audio.cachedRead())
                + told(", audio_output ", audio.output());
    }

    private static String told(String name, OptionalLong nanos) {
        return nanos.isPresent() ? told(name, nanos.getAsLong()) : "";
    }

    private static String told(String name, long nanos) {
        return name + Credits.ofNanos(nanos);
    }
}
