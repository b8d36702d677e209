package io.alfred.web;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;

import java.util.Arrays;

/**
 * Refuses a request without a body where a method wants one.
 *
 * <p>Why: without a body and a Content-Type, JAX-RS calls the method with null.
 */
@Provider
public class BodyRequired implements DynamicFeature {
    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        boolean wantsBody =
                Arrays.stream(resource.getResourceMethod().getParameterTypes())
                        .anyMatch(Class::isRecord);
        if (wantsBody) {
            context.register(new Check(), Priorities.ENTITY_CODER);
        }
    }

    private static final class Check implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            if (!request.hasEntity()) {
                throw new AlfredException(
                        ErrorCode.INVALID_REQUEST, "the body is missing", "send a JSON object");
            }
        }
    }
}
