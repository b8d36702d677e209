package io.alfred.web;

import io.alfred.identity.Authenticator;
import io.alfred.identity.Caller;
import io.alfred.web.observe.RequestLogFilter;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

import org.jspecify.annotations.Nullable;

/**
 * Puts a guard before every method under {@code /api}: a key of scope {@code api}, and a role that
 * the method {@link Allowed allows}.
 *
 * <p>The rule is bound to the method when the application starts; a method without one is open to
 * owner and admin only.
 */
@Provider
@ApplicationScoped
public class ApiGuard implements DynamicFeature {
    @Inject private Authenticator authenticator;
    @Inject private RequestCaller current;

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Path path = resource.getResourceClass().getAnnotation(Path.class);
        if (path == null || ApiPath.of(path.value()) == ApiPath.API) {
            Allowed rule = resource.getResourceMethod().getAnnotation(Allowed.class);
            context.register(new Guard(authenticator, current, rule), Priorities.AUTHENTICATION);
        }
    }

    private static final class Guard implements ContainerRequestFilter {
        private final Authenticator authenticator;
        private final RequestCaller current;
        private final @Nullable Allowed rule;

        Guard(Authenticator authenticator, RequestCaller current, @Nullable Allowed rule) {
            this.authenticator = authenticator;
            this.current = current;
            this.rule = rule;
        }

        @Override
        public void filter(ContainerRequestContext request) {
            Caller caller =
                    authenticator.authenticate(
                            Bearer.secretOf(request.getHeaderString(HttpHeaders.AUTHORIZATION)));
            RequestLogFilter.facts(request).caller(caller);
            AccessRule.require(caller, rule);
            current.set(caller);
        }
    }
}
