package io.alfred.web.admin;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.alfred.gateway.LimitAdmin;
import io.alfred.identity.Role;
import io.alfred.kernel.Ids;
import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;
import io.alfred.limits.Allowance;
import io.alfred.limits.LimitView;
import io.alfred.web.Allowed;
import io.alfred.web.Field;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Rate limits: how often a key, user, team or org may call. */
@Path("/api/limits")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class LimitsResource {
    @Inject private RequestCaller caller;
    @Inject private LimitAdmin limits;

    /**
     * A limit to be set in place of the one that the subject has for the same models; what is
     * absent is not limited. {@code model} is {@code provider/model}, or a beginning with {@code
     * *}; absent: all models together.
     */
    public record NewLimit(
            @Nullable String subject,
            @Nullable String org,
            @Nullable String model,
            @Nullable Integer requestsPerMinute,
            @Nullable Integer burst,
            @Nullable Long tokensPerMinute,
            @Nullable Integer concurrent) {}

    /**
     * A limit; {@code subject} is such as {@code user:ana} or {@code key:} and the key's prefix.
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record LimitAnswer(
            UUID id,
            UUID org,
            String subject,
            UUID subjectId,
            @Nullable String model,
            @Nullable Integer requestsPerMinute,
            @Nullable Integer burst,
            @Nullable Long tokensPerMinute,
            @Nullable Integer concurrent,
            Instant updatedAt) {
        static LimitAnswer of(LimitView view) {
            Allowance allowance = view.limit().allowance();
            return new LimitAnswer(
                    view.limit().id(),
                    view.limit().orgId(),
                    view.name(),
                    view.limit().subject().id(),
                    view.limit().models().orElse(null),
                    allowance.requestsPerMinute().orElse(null),
                    allowance.burst().orElse(null),
                    allowance.tokensPerMinute().orElse(null),
                    allowance.concurrent().orElse(null),
                    view.updatedAt());
        }
    }

    @GET
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public Slice<LimitAnswer> list(
            @QueryParam("org") @Nullable String org,
            @QueryParam("subject") @Nullable String subject,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        return limits.list(
                        caller.get(),
                        Optional.ofNullable(org),
                        Optional.ofNullable(subject),
                        Page.of(limit, after))
                .map(LimitAnswer::of);
    }

    @GET
    @Path("/{id}")
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public LimitAnswer get(@PathParam("id") String id) {
        return LimitAnswer.of(limits.find(caller.get(), Ids.parse("id", id)));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.FINOPS)
    public LimitAnswer set(NewLimit request) {
        return LimitAnswer.of(
                limits.set(
                        caller.get(),
                        new LimitAdmin.Request(
                                Field.required("subject", request.subject()),
                                Optional.ofNullable(request.org()),
                                Optional.ofNullable(request.model()),
                                new Allowance(
                                        Optional.ofNullable(request.requestsPerMinute()),
                                        Optional.ofNullable(request.burst()),
                                        Optional.ofNullable(request.tokensPerMinute()),
                                        Optional.ofNullable(request.concurrent())))));
    }

    /** The answer is the limit as it was. */
    @DELETE
    @Path("/{id}")
    @Allowed(Role.FINOPS)
    public LimitAnswer remove(@PathParam("id") String id) {
        return LimitAnswer.of(limits.remove(caller.get(), Ids.parse("id", id)));
    }
}
