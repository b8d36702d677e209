package io.alfred.providers.http;

import io.alfred.catalog.Endpoint;

import java.util.Map;

/** What one protocol puts into the head of a request, and how its answers are read. */
public interface Dialect {
    /** The headers of every request, but for the one that says who calls. */
    Map<String, String> headers();

    /**
     * How the answers of an endpoint are read.
     *
     * @param provider its name, as providers of one protocol differ
     */
    AnswerShape shape(Endpoint endpoint, String provider);
}
