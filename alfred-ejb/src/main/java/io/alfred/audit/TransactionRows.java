package io.alfred.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * How the rows of one transaction are asked for.
 *
 * <p>The index by transaction leaves out the kinds that every call writes: their rows are named by
 * the entries of the ledger, which the caller gives along.
 *
 * @param booked places of rows that belong to the ledger entries of the transaction
 */
public record TransactionRows(UUID txId, List<RowPlace> booked) {
    public TransactionRows {
        booked = List.copyOf(booked);
    }

    /** The condition, each alternative with an index of its own. */
    String condition() {
        return "((tx_id = ? AND kind NOT IN ('HOLD', 'SETTLE', 'RELEASE'))"
                + " OR (tx_id = ? AND chain_id = ? AND seq = ?)".repeat(booked.size())
                + ")";
    }

    /** The parameters of {@link #condition}, in order. */
    List<Object> values() {
        List<Object> values = new ArrayList<>();
        values.add(txId);
        for (RowPlace place : booked) {
            values.add(txId);
            values.add(place.chainId());
            values.add(place.seq());
        }
        return values;
    }
}
