package io.alfred.web.admin;

import io.alfred.alerts.BooksState;
import io.alfred.alerts.BooksWatch;
import io.alfred.audit.NodeRegistry;
import io.alfred.catalog.Catalog;
import io.alfred.identity.Role;
import io.alfred.ledger.LedgerWriter;
import io.alfred.storage.SchemaGate;
import io.alfred.web.AlfredVersion;
import io.alfred.web.Allowed;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** {@code GET /api/status}: this node at a glance. */
@Path("/api/status")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {
    @Inject private NodeRegistry registry;
    @Inject private LedgerWriter writer;
    @Inject private Catalog catalog;
    @Inject private BooksWatch books;
    @Inject private RequestCaller caller;

    /**
     * A node.
     *
     * @param database {@code up}: a key was just looked up in it, else there would be no answer
     * @param queueDepth ledger operations that wait for a batch
     * @param inFlight calls whose hold is open
     * @param books what the last check found: {@code balanced}, {@code differ}, {@code unchecked}
     * @param findings what an operator has to know
     */
    public record Status(
            String version,
            UUID node,
            int epoch,
            Instant startedAt,
            String database,
            String schemaVersion,
            int queueDepth,
            int inFlight,
            boolean sandbox,
            String books,
            List<String> findings) {}

    @GET
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public Status get() {
        NodeRegistry.Node node = registry.node();
        BooksState state = books.state();
        return new Status(
                AlfredVersion.CURRENT,
                node.id(),
                node.epoch(),
                node.startedAt(),
                "up",
                SchemaGate.SCHEMA_VERSION,
                writer.queueDepth(),
                writer.openHolds(),
                catalog.provider("sandbox").isPresent(),
                state.word(),
                (caller.get().orgId().isEmpty() ? state.finding() : state.publicFinding())
                        .stream().toList());
    }
}
