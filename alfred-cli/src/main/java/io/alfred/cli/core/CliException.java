package io.alfred.cli.core;

/**
 * Ends a command with an exit code and one sentence on stderr.
 *
 * <p>The message says what is wrong, the fix what to do; the fix may be empty.
 */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String fix;

    public CliException(int exitCode, String message, String fix) {
        super(message);
        this.exitCode = exitCode;
        this.fix = fix;
    }

    public CliException(int exitCode, String message, String fix, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.fix = fix;
    }

    /** One of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }

    public String fix() {
        return fix;
    }

    /** Message and fix as one sentence. */
    public String sentence() {
        String message = String.valueOf(getMessage());
        return fix.isEmpty() ? message : message + ": " + fix;
    }
}
