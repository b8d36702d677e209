package io.alfred.reconcile;

import io.alfred.kernel.Credits;
import io.alfred.ledger.CallBook.Span;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a run found and did.
 *
 * @param closed calls that were closed by the bill, or would be in a dry run
 * @param closedTotal how many; the list has the first ones
 * @param agreed lines in which bill and books were the same already
 * @param differencesTotal how many; the list has the first ones
 */
public record Reconciliation(
        UUID id,
        boolean dryRun,
        Bill bill,
        List<Closed> closed,
        long closedTotal,
        long agreed,
        List<Difference> differences,
        long differencesTotal,
        Totals totals) {

    /** Whether bill and books agree now. */
    public boolean ok() {
        return differencesTotal == 0;
    }

    /**
     * The bill.
     *
     * @param sha256 of the file, hexadecimal
     */
    public record Bill(String sha256, int lines, List<Span> covered) {}

    /**
     * A call that the bill closed.
     *
     * @param was {@code unknown}, {@code provisional} or {@code released}
     * @param before what it had cost before
     * @param cost what the bill says
     * @param charged what the wallets carry of it
     * @param shortfall what they could not carry
     */
    public record Closed(
            UUID txId,
            UUID walletId,
            String was,
            Credits before,
            Credits cost,
            Credits charged,
            Credits shortfall,
            Optional<Integer> line) {}

    /** Sums over the bill and the calls it was compared with; also what no wallet could carry. */
    public record Totals(Credits billed, Credits bookedBefore, Credits bookedAfter) {}
}
