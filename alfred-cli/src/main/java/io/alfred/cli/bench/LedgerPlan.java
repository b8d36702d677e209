package io.alfred.cli.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code alfred bench ledger} measures, and in which order.
 *
 * @param seconds how long a sample lasts
 * @param warmUpSeconds how long the same samples are taken before any counts
 */
record LedgerPlan(
        int rounds, List<String> cases, List<Integer> callers, int seconds, int warmUpSeconds) {
    static final String COMMIT_PER_OP = "commit_per_op";
    static final String PLAIN_COMMIT = "plain_commit";

    /** Connections of the baseline B. */
    static final int BASELINE_CONNECTIONS = 32;

    /** One kind of sample. */
    record Cell(String load, int callers) {
        static final Cell BASELINE = new Cell(COMMIT_PER_OP, BASELINE_CONNECTIONS);
        static final Cell PLAIN = new Cell(PLAIN_COMMIT, 1);
    }

    LedgerPlan {
        cases = List.copyOf(cases);
        callers = List.copyOf(callers);
    }

    /** Every case at every number of callers. */
    List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (String each : cases) {
            callers.forEach(count -> cells.add(new Cell(each, count)));
        }
        return cells;
    }

    /** The samples of one round: the baseline before every case and once more at the end. */
    List<Cell> round() {
        List<Cell> round = new ArrayList<>();
        round.add(Cell.PLAIN);
        for (String each : cases) {
            round.add(Cell.BASELINE);
            callers.forEach(count -> round.add(new Cell(each, count)));
        }
        round.add(Cell.BASELINE);
        return round;
    }
}
