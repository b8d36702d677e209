package io.alfred.providers.wires;

import io.alfred.kernel.AlfredException;

/** The refusal of a field that a provider has no place for. */
public final class NotTaken {
    private NotTaken() {}

    /** A field that would change the answer and cannot be told. */
    public static AlfredException by(String provider, String field, String fix) {
        return AlfredException.invalid(
                field, "the provider " + provider + " cannot be told " + field, fix);
    }
}
