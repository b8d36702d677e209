package io.alfred.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts refused calls by limit and meter until somebody records them. Why: a flood of refused
 * calls must not become a flood of audit rows.
 */
final class Refusals {
    private final ConcurrentHashMap<BucketKey, RefusedCalls> counts = new ConcurrentHashMap<>();

    /** Counts some, or counts them again as they were not recorded. */
    void add(RefusedCalls refused) {
        counts.merge(refused.limit().bucket(refused.meter()), refused, RefusedCalls::and);
    }

    /** Takes the counts of at most so many limits; the others go on counting. */
    List<RefusedCalls> take(int max) {
        List<RefusedCalls> taken = new ArrayList<>();
        for (BucketKey key : counts.keySet()) {
            if (taken.size() == max) {
                break;
            }
            RefusedCalls refused = counts.remove(key);
            if (refused != null) {
                taken.add(refused);
            }
        }
        return taken;
    }
}
