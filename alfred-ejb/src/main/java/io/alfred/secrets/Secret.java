package io.alfred.secrets;

/** A credential in clear text that does not show itself. Equal only to itself. */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The clear text, for the code that sends it upstream and for nobody else. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
