package io.alfred.cli.verify;

/** Stops the verification at the first finding. */
final class BrokenException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Broken broken;

    BrokenException(Broken broken) {
        super(broken.what());
        this.broken = broken;
    }

    Broken broken() {
        return broken;
    }
}
