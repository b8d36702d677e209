package io.alfred.web.proxy;

import io.alfred.catalog.Endpoint;
import io.alfred.gateway.CallContext;
import io.alfred.idempotency.IdempotencyKey;
import io.alfred.identity.Caller;
import io.alfred.limits.Permit;

import jakarta.servlet.http.HttpServletRequest;

import java.util.Optional;

/**
 * A call that may begin: who makes it, and what its headers say.
 *
 * <p>Held by the container's thread until the {@link Relay} takes it over; whoever holds it last
 * closes the permit.
 */
final class Admitted implements AutoCloseable {
    private static final String ATTRIBUTE = "alfred.admitted";

    private final Endpoint endpoint;
    private final Caller caller;
    private final Permit permit;
    private final CallContext said;
    private final Optional<IdempotencyKey> key;
    private boolean taken;

    Admitted(
            Endpoint endpoint,
            Caller caller,
            CallContext said,
            Optional<IdempotencyKey> key,
            Permit permit) {
        this.endpoint = endpoint;
        this.caller = caller;
        this.permit = permit;
        this.said = said;
        this.key = key;
    }

    /** Leaves it with a request for the relay. */
    void leaveWith(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** What was left with a request for a call of this endpoint. */
    static Optional<Admitted> of(HttpServletRequest request, Endpoint endpoint) {
        return request.getAttribute(ATTRIBUTE) instanceof Admitted admitted
                        && admitted.endpoint == endpoint
                        && !admitted.taken
                ? Optional.of(admitted)
                : Optional.empty();
    }

    /** From now on the permit is closed by who took it. */
    void taken() {
        taken = true;
    }

    Caller caller() {
        return caller;
    }

    Permit permit() {
        return permit;
    }

    CallContext said() {
        return said;
    }

    Optional<IdempotencyKey> key() {
        return key;
    }

    /** Gives the permit back, unless it was taken over. */
    @Override
    public void close() {
        if (!taken) {
            permit.close();
        }
    }
}
