package io.alfred.web;

import io.alfred.identity.Authenticator;
import io.alfred.identity.Caller;
import io.alfred.web.observe.RequestLogFilter;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;

/**
 * Lets a request under {@code /api} pass only with a key of scope {@code api} whose role the
 * resource method {@link Allowed allows}.
 */
@Provider
@ApplicationScoped
@Priority(Priorities.AUTHENTICATION)
public class ApiAuthFilter implements ContainerRequestFilter {
    @Inject private Authenticator authenticator;
    @Inject private RequestCaller current;

    @Context private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        if (ApiPath.of(request.getUriInfo().getPath()) != ApiPath.API) {
            return;
        }
        Caller caller =
                authenticator.authenticate(
                        Bearer.secretOf(request.getHeaderString(HttpHeaders.AUTHORIZATION)));
        RequestLogFilter.facts(request).caller(caller);
        AccessRule.require(caller, rule(resource.getResourceMethod()));
        current.set(caller);
    }

    private static @Nullable Allowed rule(@Nullable Method method) {
        return method == null ? null : method.getAnnotation(Allowed.class);
    }
}
