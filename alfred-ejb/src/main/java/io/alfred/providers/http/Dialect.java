package io.alfred.providers.http;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.catalog.Endpoint;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;

/** What one protocol puts into the head of a request, and how its answers are read. */
public interface Dialect {
    /** The headers of every request, but for the one that says who calls. */
    Map<String, String> headers();

    /**
     * The error in a body with an error status.
     *
     * @param provider its name, as providers of one protocol differ
     */
    default Optional<ProviderError> error(@Nullable JsonNode body, String provider) {
        return ProviderError.in(body);
    }

    /**
     * How the answers of an endpoint are read.
     *
     * @param provider its name, as providers of one protocol differ
     */
    AnswerShape shape(Endpoint endpoint, String provider);
}
