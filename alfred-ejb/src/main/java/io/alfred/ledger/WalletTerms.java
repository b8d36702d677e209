package io.alfred.ledger;

import io.alfred.kernel.Credits;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What applies to a wallet besides its counters.
 *
 * @param recurring the limit that a new period starts from
 * @param periodNumber 1, 2, 3 … since the wallet was opened
 * @param periodEnd when the next one begins; empty: never
 * @param softLimits percent; empty: the installation's default
 * @param onShortage what becomes of its callers' calls that do not fit
 * @param models of a model limit: what it limits
 */
public record WalletTerms(
        Period period,
        boolean carryOver,
        Optional<Credits> recurring,
        int periodNumber,
        Instant periodStart,
        Optional<Instant> periodEnd,
        Optional<List<Integer>> softLimits,
        OnShortage onShortage,
        Optional<FrozenBy> frozenBy,
        Optional<Instant> frozenUntil,
        Optional<String> stateReason,
        Optional<String> models) {}
