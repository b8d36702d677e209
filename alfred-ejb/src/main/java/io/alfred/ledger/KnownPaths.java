package io.alfred.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which wallets were locked along with a wallet the last time, so that they need not be looked for.
 *
 * <p>A guess, never the truth: what is locked by it is read afresh, and {@link BatchReader} locks
 * what it finds missing. After a move it may also lock a former ancestor, which only makes others
 * wait. Not safe for use by several threads.
 */
final class KnownPaths {
    private static final int WALLETS_MAX = 10_000;

    private final Map<UUID, List<UUID>> paths = new LinkedHashMap<>(16, 0.75f, true);

    /** The wallets, their ancestors and all model limits among them; empty when one is unknown. */
    Optional<Set<UUID>> around(Collection<UUID> walletIds) {
        Set<UUID> all = new LinkedHashSet<>();
        for (UUID id : walletIds) {
            List<UUID> known = paths.get(id);
            if (known == null) {
                return Optional.empty();
            }
            all.addAll(known);
        }
        return Optional.of(all);
    }

    /** Notes how the wallets named lie among those that were locked. */
    void learn(Collection<UUID> walletIds, Map<UUID, WalletLine> locked) {
        Map<UUID, List<UUID>> modelLimits = new HashMap<>();
        for (WalletLine line : locked.values()) {
            if (line.isModelLimit()) {
                modelLimits
                        .computeIfAbsent(line.path().get(1), key -> new ArrayList<>())
                        .add(line.id());
            }
        }
        for (UUID id : walletIds) {
            WalletLine line = locked.get(id);
            if (line != null) {
                List<UUID> around = new ArrayList<>();
                for (UUID level : line.path()) {
                    around.add(level);
                    around.addAll(modelLimits.getOrDefault(level, List.of()));
                }
                paths.put(id, around);
            }
        }
        while (paths.size() > WALLETS_MAX) {
            paths.remove(paths.keySet().iterator().next());
        }
    }
}
