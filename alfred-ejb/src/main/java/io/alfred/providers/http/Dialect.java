package io.alfred.providers.http;

import io.alfred.catalog.Endpoint;
import io.alfred.secrets.Secret;

import java.util.Map;
import java.util.Optional;

/** What one protocol puts into the head of a request, and how its answers are read. */
public interface Dialect {
    /** The headers of every request, the one that carries the key among them. */
    Map<String, String> headers(Optional<Secret> key);

    AnswerShape shape(Endpoint endpoint);
}
