package io.alfred.cli.verify;

import java.io.IOException;

/** A line, a payload or a key does not have the form the audit format prescribes. */
public final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
        super(message);
    }

    MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
