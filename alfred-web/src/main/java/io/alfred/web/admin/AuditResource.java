package io.alfred.web.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.audit.AuditProver;
import io.alfred.audit.AuditReader;
import io.alfred.audit.AuditRetirement;
import io.alfred.audit.AuditVerifier;
import io.alfred.audit.CheckpointSigner;
import io.alfred.audit.TransactionRows;
import io.alfred.identity.PersonKeys;
import io.alfred.identity.Role;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Ids;
import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;
import io.alfred.ledger.LedgerReader;
import io.alfred.web.Allowed;
import io.alfred.web.Field;
import io.alfred.web.Json;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The log: rows to read, the whole to export, checkpoints, and the server's own verification. */
@Path("/api/audit")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    private static final String NDJSON = "application/x-ndjson";

    @Inject private RequestCaller caller;
    @Inject private AuditReader reader;
    @Inject private LedgerReader ledger;
    @Inject private AuditVerifier verifier;
    @Inject private CheckpointSigner signer;
    @Inject private AuditRetirement retirement;
    @Inject private AuditProver prover;
    @Inject private PersonKeys persons;

    /**
     * A row as shown; {@code data} is that of the payload, {@code subject_name} what it sealed of a
     * person that was not erased.
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record RowAnswer(
            UUID chain,
            int epoch,
            long seq,
            Instant at,
            String kind,
            @Nullable String org,
            @Nullable String actor,
            @Nullable String subject,
            @Nullable String subjectName,
            @Nullable String tx,
            JsonNode data) {
        static RowAnswer of(AuditReader.RowView row, PersonKeys persons) {
            JsonNode payload = read(row.payload());
            return new RowAnswer(
                    row.place().chainId(),
                    row.epoch(),
                    row.place().seq(),
                    Instant.EPOCH.plus(row.place().atMicros(), ChronoUnit.MICROS),
                    payload.path("kind").asText(),
                    payload.path("org").textValue(),
                    payload.path("actor").textValue(),
                    payload.path("subject").textValue(),
                    subjectName(payload, persons),
                    payload.path("tx").textValue(),
                    payload.path("data"));
        }

        /** The name that the row sealed, as long as the person's key is there. */
        private static @Nullable String subjectName(JsonNode payload, PersonKeys persons) {
            String sealed = payload.path("data").path("sealed_name").textValue();
            String subject = payload.path("subject").textValue();
            return sealed == null || subject == null
                    ? null
                    : persons.open(Ids.parse("subject", subject), sealed).orElse(null);
        }

        private static JsonNode read(byte[] payload) {
            try {
                return Json.MAPPER.readTree(payload);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A verified chain; {@code retired} rows are no longer in the log. */
    public record ChainAnswer(UUID chain, long rows, long retired, String head) {}

    /** The first row that is not what it must be. */
    public record BrokenAnswer(UUID chain, long seq, String what) {}

    /** What the server's own verification found. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record VerifyAnswer(
            boolean ok,
            long rows,
            List<ChainAnswer> chains,
            @Nullable BrokenAnswer firstBroken,
            List<String> unguarded) {}

    /** Tables whose write-once trigger is missing or off. */
    public record GuardsAnswer(boolean ok, List<String> unguarded) {}

    /** Months to retire: all before {@code before}, whose export has this SHA-256. */
    public record RetireRequest(@Nullable String before, @Nullable String exportSha256) {}

    /** What left the log; {@code tables} hold the rows until a DBA drops them. */
    public record RetiredAnswer(
            String before, long rows, String exportSha256, List<String> tables) {}

    @GET
    @Path("/entries")
    @Allowed(Role.AUDITOR)
    public Slice<RowAnswer> entries(
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("tx") @Nullable String tx,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        Page page = Page.of(limit, after);
        List<AuditReader.RowView> rows =
                reader.rows(
                        new AuditReader.Filter(
                                caller.get().orgId(),
                                Optional.ofNullable(kind).map(AuditParameters::kind),
                                Optional.ofNullable(tx).map(id -> transaction(Ids.parse("tx", id))),
                                page.after().map(AuditParameters::cursor),
                                page.limit() + 1));
        return Slice.of(rows, page, row -> AuditParameters.text(row.place()))
                .map(row -> RowAnswer.of(row, persons));
    }

    /** The books know where the rows of a call stand. */
    private TransactionRows transaction(UUID txId) {
        return new TransactionRows(txId, ledger.places(txId));
    }

    @GET
    @Path("/export")
    @Produces(NDJSON)
    @Allowed(value = Role.AUDITOR, installationOnly = true)
    public Response export(@QueryParam("before") @Nullable String before) {
        StreamingOutput rows = reader::export;
        if (before != null) {
            YearMonth month = AuditParameters.month(before);
            retirement.requireOld(month);
            rows = target -> retirement.export(month, target);
        }
        return Response.ok(rows, NDJSON).build();
    }

    @GET
    @Path("/checkpoints")
    @Produces(NDJSON)
    @Allowed(value = Role.AUDITOR, installationOnly = true)
    public Response checkpoints() {
        signer.signNow();
        StreamingOutput lines = signer::copyTo;
        return Response.ok(lines, NDJSON).build();
    }

    @GET
    @Path("/key")
    @Allowed(Role.AUDITOR)
    public CheckpointSigner.PublicKeyView key() {
        return signer.publicKey();
    }

    @GET
    @Path("/verify")
    @Allowed(value = Role.AUDITOR, installationOnly = true)
    public VerifyAnswer verify() {
        AuditVerifier.Report report = verifier.run();
        return new VerifyAnswer(
                report.ok(),
                report.rows(),
                report.chains().stream()
                        .map(
                                chain ->
                                        new ChainAnswer(
                                                chain.chainId(),
                                                chain.rows(),
                                                chain.retired(),
                                                HexFormat.of().formatHex(chain.head())))
                        .toList(),
                report.firstBroken()
                        .map(row -> new BrokenAnswer(row.chainId(), row.seq(), row.what()))
                        .orElse(null),
                report.unguarded());
    }

    /** Proves one row, by {@code chain} and {@code seq}, or all rows of a {@code tx}. */
    @GET
    @Path("/proof")
    @Allowed(Role.AUDITOR)
    public ProofAnswer proof(
            @QueryParam("chain") @Nullable String chain,
            @QueryParam("seq") @Nullable String seq,
            @QueryParam("tx") @Nullable String tx) {
        Optional<UUID> org = caller.get().orgId();
        if (tx != null && chain == null && seq == null) {
            return ProofAnswer.of(prover.proveTransaction(org, transaction(Ids.parse("tx", tx))));
        }
        if (tx == null && chain != null && seq != null) {
            return ProofAnswer.of(
                    prover.prove(org, Ids.parse("chain", chain), AuditParameters.number(seq)));
        }
        throw AlfredException.invalid(
                "chain", "chain and seq, or tx, are needed", "name one row or one transaction");
    }

    /** Signs what has not been signed yet. */
    @POST
    @Path("/checkpoint")
    @Allowed(installationOnly = true)
    public CheckpointAnswer checkpoint() {
        return CheckpointAnswer.of(signer.newest());
    }

    /** A cheap look at the triggers alone. */
    @GET
    @Path("/guards")
    @Allowed(value = Role.AUDITOR, installationOnly = true)
    public GuardsAnswer guards() {
        List<String> unguarded = verifier.unguarded();
        return new GuardsAnswer(unguarded.isEmpty(), unguarded);
    }

    @POST
    @Path("/retire")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(installationOnly = true)
    public RetiredAnswer retire(RetireRequest request) {
        AuditRetirement.Retired retired =
                retirement.retire(
                        caller.get().principalId(),
                        AuditParameters.month(Field.required("before", request.before())),
                        AuditParameters.sha256(
                                Field.required("export_sha256", request.exportSha256())));
        return new RetiredAnswer(
                retired.before().toString(),
                retired.rows(),
                retired.exportSha256(),
                retired.tables());
    }
}
