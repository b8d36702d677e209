package io.alfred.web.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.alerts.Alert;
import io.alfred.alerts.AlertBook;
import io.alfred.identity.Role;
import io.alfred.kernel.Ids;
import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;
import io.alfred.web.Allowed;
import io.alfred.web.Json;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/** What an operator has to look at. */
@Path("/api/alerts")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AlertsResource {
    @Inject private RequestCaller caller;
    @Inject private AlertBook alerts;

    /** An alert; amounts in {@code data} are nano-credits. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record AlertAnswer(
            UUID id,
            Instant at,
            String kind,
            String severity,
            @Nullable UUID org,
            @Nullable UUID subject,
            JsonNode data,
            @Nullable Instant acknowledgedAt,
            @Nullable UUID acknowledgedBy) {
        static AlertAnswer of(Alert alert) {
            return new AlertAnswer(
                    alert.id(),
                    alert.at(),
                    alert.kind(),
                    alert.severity(),
                    alert.orgId().orElse(null),
                    alert.subjectId().orElse(null),
                    read(alert.data()),
                    alert.acknowledgedAt().orElse(null),
                    alert.acknowledgedBy().orElse(null));
        }

        private static JsonNode read(String json) {
            try {
                return Json.MAPPER.readTree(json);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("an alert holds no JSON", e);
            }
        }
    }

    @GET
    @Allowed({Role.FINOPS, Role.AUDITOR})
    public Slice<AlertAnswer> list(
            @QueryParam("open") @Nullable String open,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        Page page = Page.of(limit, after);
        return Slice.of(
                        alerts.list(
                                new AlertBook.Filter(
                                        caller.get().orgId(),
                                        Flag.of("open", open),
                                        page.after().map(id -> Ids.parse("after", id)),
                                        page.limit() + 1)),
                        page,
                        alert -> alert.id().toString())
                .map(AlertAnswer::of);
    }

    @POST
    @Path("/{id}/acknowledge")
    @Allowed(Role.FINOPS)
    public AlertAnswer acknowledge(@PathParam("id") String id) {
        return AlertAnswer.of(
                alerts.acknowledge(
                        Ids.parse("id", id), caller.get().orgId(), caller.get().principalId()));
    }
}
