package io.alfred.providers.sign;

import io.alfred.providers.UpstreamException;

import java.net.URI;

/** Where access tokens are asked for. */
@FunctionalInterface
public interface TokenEndpoint {
    /**
     * Sends one POST.
     *
     * @param form a body of type {@code application/x-www-form-urlencoded}, a credential itself
     * @throws UpstreamException when no answer came
     */
    TokenAnswer post(URI uri, String form) throws UpstreamException;
}
