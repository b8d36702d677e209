package io.alfred.kernel;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.UUID;

/**
 * The one exception that carries an {@link ErrorCode} to the client.
 *
 * <p>The message says what is wrong with this value, the fix what to do. Neither ever holds a key,
 * a prompt or a provider's raw text.
 */
public final class AlfredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String fix;
    private final @Nullable String param;
    private final @Nullable UUID transactionId;

    public AlfredException(ErrorCode code, String message, String fix) {
        this(code, message, fix, null, null, null);
    }

    public AlfredException(ErrorCode code, String message, String fix, Throwable cause) {
        this(code, message, fix, null, null, cause);
    }

    private AlfredException(
            ErrorCode code,
            String message,
            String fix,
            @Nullable String param,
            @Nullable UUID transactionId,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.fix = fix;
        this.param = param;
        this.transactionId = transactionId;
    }

    /** A malformed request; {@code param} is the field's path, such as {@code messages[0].role}. */
    public static AlfredException invalid(String param, String message, String fix) {
        return new AlfredException(ErrorCode.INVALID_REQUEST, message, fix, param, null, null);
    }

    /** The same error, with the field's path. */
    public AlfredException at(String path) {
        return new AlfredException(code, message(), fix, path, transactionId, getCause());
    }

    /** The same error, with the id of the ledger transaction it concerns. */
    public AlfredException inTransaction(UUID txId) {
        return new AlfredException(code, message(), fix, param, txId, getCause());
    }

    public ErrorCode code() {
        return code;
    }

    /** What is wrong, one sentence without a full stop. */
    public String message() {
        String message = getMessage();
        return message == null ? code.wireName() : message;
    }

    /** What to do about it; may be empty. */
    public String fix() {
        return fix;
    }

    public Optional<String> param() {
        return Optional.ofNullable(param);
    }

    public Optional<UUID> transactionId() {
        return Optional.ofNullable(transactionId);
    }
}
