package io.alfred.kernel;

/**
 * What a call is billed by besides tokens.
 *
 * @param images images made
 * @param characters of text read aloud, as Unicode code points
 * @param audioSeconds of audio listened to, each begun second in full
 * @param estimated true when this is an upper bound, because nobody has told the number
 */
public record BilledUnits(long images, long characters, long audioSeconds, boolean estimated) {
    public static final BilledUnits NONE = new BilledUnits(0, 0, 0, false);

    public BilledUnits {
        if (images < 0 || characters < 0 || audioSeconds < 0) {
            throw new IllegalArgumentException("a number of units is negative");
        }
    }

    public static BilledUnits images(long images) {
        return new BilledUnits(images, 0, 0, false);
    }

    public static BilledUnits characters(long characters) {
        return new BilledUnits(0, characters, 0, false);
    }

    public static BilledUnits audio(long seconds) {
        return new BilledUnits(0, 0, seconds, false);
    }

    /** The same numbers as no more than a bound. */
    public BilledUnits atMost() {
        return new BilledUnits(images, characters, audioSeconds, true);
    }
}
