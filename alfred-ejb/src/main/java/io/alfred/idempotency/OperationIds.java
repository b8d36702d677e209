package io.alfred.idempotency;

import io.alfred.kernel.Ids;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.inject.Inject;

import java.util.UUID;

/**
 * Ids of the ledger operations that an operator's request makes.
 *
 * <p>A request that carries an Idempotency-Key gets the same ids in every attempt, in the order in
 * which they are asked for, so that an attempt after a crash repeats the same operations and the
 * ledger answers with what it did the first time. Any other request gets new ids.
 */
@ApplicationScoped
public class OperationIds {
    @Inject private OperationSeed seed;

    /** The id of the next ledger operation of the running request. */
    public UUID next() {
        try {
            return seed.next();
        } catch (ContextNotActiveException noRequest) {
            return Ids.next();
        }
    }
}
