package io.alfred.reconcile;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditTrail;
import io.alfred.catalog.Catalog;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Ids;
import io.alfred.kernel.Turnstile;
import io.alfred.ledger.CallBook;
import io.alfred.ledger.CreditLedger;
import io.alfred.ledger.LedgerOperation;
import io.alfred.ledger.LedgerOutcome;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Compares the books with a provider's bill, closes by it what is unknown or provisional, and lists
 * what still differs.
 *
 * <p>Running the same bill again changes nothing. Every run leaves a RECONCILED row in the log.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Reconciler {
    /** Closings that are on their way at the same time; less than the ledger's queue takes. */
    private static final int UNDER_WAY_MAX = 500;

    private static final int REASON_DIGITS = 16;

    /** A bill of the largest size takes some 200 MiB while it is compared. */
    private static final Turnstile RUNS = new Turnstile(1, "another bill is being compared here");

    @Inject private Catalog catalog;
    @Inject private CallBook calls;
    @Inject private CreditLedger ledger;
    @Inject private AuditTrail trail;

    /**
     * What is to be done with a bill.
     *
     * @param actorId who asks
     * @param provider of all lines, where the bill does not name it
     * @param dryRun only say what would be closed
     * @param absentMeansUnserved a call that a bill of single calls does not list was not served
     * @param chargeReleased charge what was billed although Alfred took it for unserved
     */
    public record Order(
            UUID actorId,
            Optional<String> provider,
            boolean dryRun,
            boolean absentMeansUnserved,
            boolean chargeReleased) {}

    /** A run under way. */
    private record Run(
            Order order,
            ProviderBill bill,
            String fingerprint,
            Comparison comparison,
            Closings closings) {}

    /**
     * Reads the bill and does all of it.
     *
     * @throws AlfredException {@code INVALID_REQUEST} with the line, {@code REQUEST_TOO_LARGE};
     *     nothing was changed then. {@code OVERLOADED} when this node compares another bill, or
     *     like {@code OUTCOME_UNKNOWN} when the ledger does not take more; what was closed stays
     *     closed, and a repeat does the rest
     */
    public Reconciliation reconcile(Order order, InputStream csv) {
        Turnstile.Place place = RUNS.enter();
        try {
            return run(order, csv);
        } finally {
            place.close();
        }
    }

    private Reconciliation run(Order order, InputStream csv) {
        MessageDigest digest = sha256();
        ProviderBill bill =
                BillReader.read(
                        new DigestInputStream(csv, digest),
                        new BillReader.Terms(
                                order.provider(),
                                catalog.creditsPerUsd(),
                                LocalDate.now(ZoneOffset.UTC)));
        Comparison comparison = compare(bill, order);
        Run run =
                new Run(
                        order,
                        bill,
                        HexFormat.of().formatHex(digest.digest()),
                        comparison,
                        new Closings(comparison.findings()));
        try {
            close(run);
        } finally {
            trail.record(event(run));
        }
        return report(run);
    }

    private Comparison compare(ProviderBill bill, Order order) {
        Comparison comparison =
                new Comparison(
                        bill,
                        new Comparison.Rules(order.absentMeansUnserved(), order.chargeReleased()));
        bill.spans().forEach(span -> calls.each(span, comparison::see));
        List<UUID> unseen = List.copyOf(comparison.unseen());
        for (int from = 0; from < unseen.size(); from += CallBook.FIND_MAX) {
            int to = Math.min(unseen.size(), from + CallBook.FIND_MAX);
            calls.find(unseen.subList(from, to)).forEach(comparison::seeElsewhere);
        }
        comparison.finish();
        return comparison;
    }

    private void close(Run run) {
        List<Comparison.Closing> wanted = run.comparison().closings();
        if (run.order().dryRun()) {
            wanted.forEach(run.closings()::would);
            return;
        }
        String reason = "provider bill sha256:" + run.fingerprint().substring(0, REASON_DIGITS);
        for (int from = 0; from < wanted.size(); from += UNDER_WAY_MAX) {
            int to = Math.min(wanted.size(), from + UNDER_WAY_MAX);
            List<Comparison.Closing> some = wanted.subList(from, to);
            List<CompletionStage<LedgerOutcome>> outcomes = new ArrayList<>(some.size());
            for (Comparison.Closing each : some) {
                outcomes.add(
                        ledger.decide(
                                new LedgerOperation.Conclude(
                                        each.call().txId(),
                                        each.call().walletId(),
                                        each.cost(),
                                        run.order().actorId(),
                                        reason)));
            }
            for (int i = 0; i < some.size(); i++) {
                run.closings().did(some.get(i), CreditLedger.await(outcomes.get(i)));
            }
        }
    }

    private static Reconciliation report(Run run) {
        Comparison comparison = run.comparison();
        return new Reconciliation(
                Ids.next(),
                run.order().dryRun(),
                new Reconciliation.Bill(run.fingerprint(), run.bill().lines(), run.bill().spans()),
                run.closings().listed(),
                run.closings().total(),
                comparison.agreed(),
                comparison.findings().listed(),
                comparison.findings().total(),
                new Reconciliation.Totals(
                        run.bill().total(),
                        comparison.booked(),
                        comparison.booked().plus(run.closings().change())));
    }

    private static AuditEvent event(Run run) {
        Order order = run.order();
        Comparison comparison = run.comparison();
        return AuditEvent.of(AuditKind.RECONCILED)
                .actor(order.actorId())
                .with("bill_sha256", run.fingerprint())
                .with(
                        "providers",
                        run.bill().spans().stream().map(CallBook.Span::provider).toList())
                .with("lines", run.bill().lines())
                .with("dry_run", order.dryRun())
                .with("absent_means_unserved", order.absentMeansUnserved())
                .with("charge_released", order.chargeReleased())
                .with("billed_nanos", run.bill().total().nanos())
                .with("booked_before_nanos", comparison.booked().nanos())
                .with("change_nanos", run.closings().change().nanos())
                .with("closed", run.closings().total())
                .with("agreed", comparison.agreed())
                .with("differences", comparison.findings().total());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
