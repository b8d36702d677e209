package io.alfred.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Model;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.pricing.Estimate;
import io.alfred.pricing.Estimator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounds the worst case of calls, of long ones one at a time, so that counting them takes one
 * processor at most.
 */
@ApplicationScoped
class LongPrompts {
    /** The prompt of a longer body takes noticeable time to count. */
    static final int LONG_BODY_BYTES = 256 * 1024;

    private static final int WAIT_MAX_S = 30;

    @Inject private Estimator estimator;

    private final Semaphore turn = new Semaphore(1, /* fair= */ true);

    /**
     * As {@link Estimator#estimate}.
     *
     * @param request the call's body as it would go out
     * @throws AlfredException {@code OVERLOADED} when too many others wait for their turn
     */
    Estimate estimate(Call call, Model model, ObjectNode request) {
        return inTurn(call, () -> estimator.estimate(call.endpoint(), model, request));
    }

    /**
     * As {@link Estimator#count}.
     *
     * @throws AlfredException {@code OVERLOADED} when too many others wait for their turn
     */
    Estimate count(Call call, Model model, ObjectNode request) {
        return inTurn(call, () -> estimator.count(model, request));
    }

    private Estimate inTurn(Call call, Supplier<Estimate> counting) {
        if (call.body().length <= LONG_BODY_BYTES) {
            return counting.get();
        }
        takeTurn();
        try {
            return counting.get();
        } finally {
            turn.release();
        }
    }

    private void takeTurn() {
        boolean mine = false;
        try {
            mine = turn.tryAcquire(WAIT_MAX_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!mine) {
            throw new AlfredException(
                    ErrorCode.OVERLOADED,
                    "too many other long prompts are being counted",
                    "try again in a few seconds");
        }
    }
}
