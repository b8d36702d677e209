package io.alfred.cli.bench.proof;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Broken promises, counted by kind; the first few of each are told in full. */
final class Findings {
    private static final int TOLD_MAX = 10;

    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final List<String> told = new ArrayList<>();

    /** The promises of a proof run. */
    enum Kind {
        /** A client was told something that the books do not hold. */
        LOST,
        /** A transaction was charged, or sent to the provider, more than once. */
        DOUBLED,
        /** A wallet was over its limit. */
        OVERSPENT,
        /** Books and provider differ and nothing lists it. */
        UNDETECTED,
        /** A call was never answered, or a hold never resolved. */
        HUNG,
        /** After the bill, books and provider still differ. */
        UNRECONCILED,
        /** {@code ledger check} or {@code audit verify} found something. */
        INTEGRITY,
        /** Nothing happened of which a promise could have been kept. */
        UNPROVEN
    }

    void add(Kind kind, String what) {
        int count = counts.merge(kind, 1, Integer::sum);
        if (count <= TOLD_MAX) {
            told.add(kind + ": " + what);
        }
    }

    int count(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    List<String> told() {
        return told;
    }

    boolean none() {
        return counts.isEmpty();
    }
}
