package io.alfred.web;

import io.alfred.identity.KnownKeys;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * Makes the node forget what it knows of keys before a change under {@code /api} is answered, so
 * that a key which the answer says is revoked is refused from then on.
 *
 * <p>Whatever the change and however it ended: to sort out those that concern keys is to forget one
 * some day. Only requests that passed the guard count, else anybody could keep the node forgetting.
 */
@Provider
@ApplicationScoped
@Priority(Priorities.USER)
public class KeyChanges implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String MAY_CHANGE = "alfred.may-change-keys";

    @Inject private KnownKeys keys;

    /** Comes after the guard, so it is not reached by who was refused there. */
    @Override
    public void filter(ContainerRequestContext request) {
        if (ApiPath.isChange(request)) {
            request.setProperty(MAY_CHANGE, true);
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(MAY_CHANGE) != null) {
            keys.forget();
        }
    }
}
