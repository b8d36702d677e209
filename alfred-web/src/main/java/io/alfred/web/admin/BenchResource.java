package io.alfred.web.admin;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.alfred.bench.BenchOrder;
import io.alfred.bench.BenchSample;
import io.alfred.bench.LedgerBench;
import io.alfred.web.Allowed;
import io.alfred.web.Field;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

/** Takes samples for {@code alfred bench ledger}; 404 on every server that is not made for it. */
@Path("/api/bench")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BenchResource {
    @Inject private LedgerBench bench;

    /** One sample to take. */
    public record NewSample(
            @JsonProperty("case") @Nullable String load,
            @Nullable Integer callers,
            @Nullable Integer durationMs) {}

    @POST
    @Path("/ledger")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(installationOnly = true)
    public BenchSample ledger(NewSample request) {
        bench.requireEnabled();
        return bench.take(
                new BenchOrder(
                        BenchOrder.Load.of(Field.required("case", request.load())),
                        Field.required("callers", request.callers()),
                        Field.required("duration_ms", request.durationMs())));
    }
}
