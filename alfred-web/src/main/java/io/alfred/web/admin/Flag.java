package io.alfred.web.admin;

import io.alfred.kernel.AlfredException;

import org.jspecify.annotations.Nullable;

/** Reads a query parameter that is a yes or a no. */
final class Flag {
    private Flag() {}

    /**
     * No when it is absent.
     *
     * @throws AlfredException {@code INVALID_REQUEST} naming the parameter for any other word
     */
    static boolean of(String name, @Nullable String text) {
        return switch (text) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw AlfredException.invalid(
                            name, name + " is neither true nor false", "write one of them");
        };
    }
}
