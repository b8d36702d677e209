package io.alfred.ledger;

import java.util.Map;
import java.util.UUID;

/**
 * The locked rows that a batch is decided on.
 *
 * @param periods earlier periods in which holds of this batch settle
 * @param known the operations on allotments that are already in the books
 */
record BatchRows(
        Map<UUID, WalletLine> wallets,
        Map<UUID, HoldLine> holds,
        Map<PeriodLine.Key, PeriodLine> periods,
        Map<UUID, BatchPlan.KnownAllotment> known) {}
