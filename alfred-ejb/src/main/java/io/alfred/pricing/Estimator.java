package io.alfred.pricing;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Model;

import jakarta.enterprise.context.ApplicationScoped;

/** Reads a chat request as far as its price depends on it. */
@ApplicationScoped
public class Estimator {
    /**
     * The worst case of a call; errors: MODEL_NOT_PRICED, INVALID_REQUEST with the field's path.
     */
    public Estimate estimate(Model model, ObjectNode request) {
        throw new UnsupportedOperationException(model.id() + request.size());
    }

    /** Tokens of a text in the model's vocabulary, or their upper bound. */
    public long countText(Model model, String text) {
        throw new UnsupportedOperationException(model.id() + text.length());
    }
}
