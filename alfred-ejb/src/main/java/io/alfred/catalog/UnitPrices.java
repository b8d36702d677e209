package io.alfred.catalog;

/**
 * What a model costs by other units than tokens.
 *
 * <p>Units: nano-credits; 0 where the provider does not bill by that unit.
 *
 * @param perImage for each image made
 * @param perMillionCharacters for 1,000,000 characters of text that is read aloud
 * @param perMinute for each minute of audio that is listened to; billed by the second
 */
public record UnitPrices(long perImage, long perMillionCharacters, long perMinute) {
    public static final UnitPrices NONE = new UnitPrices(0, 0, 0);

    public UnitPrices {
        if (perImage < 0 || perMillionCharacters < 0 || perMinute < 0) {
            throw new IllegalArgumentException("a price is negative");
        }
    }
}
