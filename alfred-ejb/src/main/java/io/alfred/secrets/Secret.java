package io.alfred.secrets;

import java.util.Objects;

/**
 * A credential in the clear, on its way to the code that sends it upstream.
 *
 * <p>It prints as {@code ***} and is not serializable, so that no log line or answer shows it by
 * accident.
 */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = Objects.requireNonNull(value, "value");
    }

    /** The credential itself; the caller must not log, store or return it. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
