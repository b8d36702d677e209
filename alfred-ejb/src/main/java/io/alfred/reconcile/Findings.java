package io.alfred.reconcile;

import java.util.ArrayList;
import java.util.List;

/** The differences of one run; all are counted, the first ones are kept. */
final class Findings {
    /** Differences that a report lists. */
    static final int LISTED_MAX = 1_000;

    private final List<Difference> listed = new ArrayList<>();
    private long total;

    void add(Difference difference) {
        total++;
        if (listed.size() < LISTED_MAX) {
            listed.add(difference);
        }
    }

    List<Difference> listed() {
        return List.copyOf(listed);
    }

    long total() {
        return total;
    }
}
