package io.alfred.ledger;

import java.util.List;

/**
 * What the installation has set for all wallets.
 *
 * @param softLimits percent of a limit at which spending is announced, ascending; of wallets that
 *     have no own
 */
record LedgerRules(List<Integer> softLimits, SpikeRule spike) {
    static final LedgerRules DEFAULT = new LedgerRules(List.of(80, 90, 95, 100), SpikeRule.OFF);
}
