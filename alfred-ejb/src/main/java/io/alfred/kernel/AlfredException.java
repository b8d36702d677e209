package io.alfred.kernel;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
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

    private static final Context NOTHING = new Context(null, null, null, null);

    private final ErrorCode code;
    private final String fix;
    private final Context context;

    /** What the error concerns, as far as it is known. */
    private record Context(
            @Nullable String param,
            @Nullable UUID transactionId,
            @Nullable Long costNanos,
            @Nullable RateStanding rate)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    public AlfredException(ErrorCode code, String message, String fix) {
        this(code, message, fix, NOTHING, null);
    }

    public AlfredException(ErrorCode code, String message, String fix, Throwable cause) {
        this(code, message, fix, NOTHING, cause);
    }

    private AlfredException(
            ErrorCode code,
            String message,
            String fix,
            Context context,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.fix = fix;
        this.context = context;
    }

    /** A malformed request; {@code param} is the field's path, such as {@code messages[0].role}. */
    public static AlfredException invalid(String param, String message, String fix) {
        return new AlfredException(
                ErrorCode.INVALID_REQUEST,
                message,
                fix,
                new Context(param, null, null, null),
                null);
    }

    /** The same error, with the field's path. */
    public AlfredException at(String path) {
        return with(new Context(path, context.transactionId, context.costNanos, context.rate));
    }

    /** The same error, with the id of the ledger transaction it concerns. */
    public AlfredException inTransaction(UUID txId) {
        return with(new Context(context.param, txId, context.costNanos, context.rate));
    }

    /** The same error, with what that transaction cost. */
    public AlfredException costing(Credits cost) {
        return with(new Context(context.param, context.transactionId, cost.nanos(), context.rate));
    }

    /** The same error, with how the caller stands with its rate limits. */
    public AlfredException standing(RateStanding rate) {
        return with(new Context(context.param, context.transactionId, context.costNanos, rate));
    }

    private AlfredException with(Context known) {
        return new AlfredException(code, message(), fix, known, getCause());
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
        return Optional.ofNullable(context.param);
    }

    public Optional<UUID> transactionId() {
        return Optional.ofNullable(context.transactionId);
    }

    /** What the transaction cost, where the error is that it took place already. */
    public Optional<Credits> cost() {
        return Optional.ofNullable(context.costNanos).map(Credits::ofNanos);
    }

    /** How the caller stands with its rate limits, where one of them refused. */
    public Optional<RateStanding> rate() {
        return Optional.ofNullable(context.rate);
    }
}
