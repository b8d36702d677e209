package io.alfred.cli.core;

/** Exit codes scripts rely on; documented in {@code alfred --help}. */
public final class ExitCode {
    public static final int OK = 0;
    public static final int FAILURE = 1;
    public static final int USAGE = 2;
    public static final int NOT_FOUND = 3;
    public static final int AUTH = 4;

    /** A limit or a policy said no. */
    public static final int DENIED = 5;

    /** Ledger or audit log do not add up. */
    public static final int INTEGRITY = 6;

    public static final int UNREACHABLE = 7;
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
