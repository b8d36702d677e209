package io.alfred.web;

import io.alfred.kernel.AlfredException;

import org.jspecify.annotations.Nullable;

/** Fields that a body must have. */
public final class Field {
    private Field() {}

    /**
     * The value of a required field.
     *
     * @throws AlfredException {@code INVALID_REQUEST} when it is missing or null
     */
    public static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw AlfredException.invalid(name, name + " is missing", "send the field " + name);
        }
        return value;
    }
}
