package io.alfred.ledger;

/**
 * The recent pattern of a wallet's spending, in windows of equal length. Amounts are nano-credits.
 *
 * @param window number of the current window since 1970
 * @param now charged in the current window
 * @param last charged in the window before it
 * @param mean charged per window, over the windows before the current one
 * @param age how many windows the mean has seen
 */
record SpendRate(long window, long now, long last, long mean, int age) {
    static final SpendRate NONE = new SpendRate(0, 0, 0, 0, 0);

    /** Windows after which older ones fade from the mean. */
    static final int HISTORY_WINDOWS = 60;

    private static final int AGE_MAX = 1_000_000;

    /** The same at a later moment; windows without a charge count. */
    SpendRate at(long currentWindow) {
        if (currentWindow <= window) {
            return this;
        }
        if (age == 0 && now == 0) {
            return new SpendRate(currentWindow, 0, 0, 0, 0);
        }
        long passed = currentWindow - window;
        long newMean = mean;
        int newAge = age;
        // Beyond that nothing is left of the mean, whatever it was.
        long steps = Math.min(passed, 64L * HISTORY_WINDOWS);
        for (long step = 0; step < steps; step++) {
            newAge = Math.min(newAge + 1, AGE_MAX);
            newMean += ((step == 0 ? now : 0) - newMean) / Math.min(newAge, HISTORY_WINDOWS);
        }
        return new SpendRate(currentWindow, 0, passed == 1 ? now : 0, newMean, newAge);
    }

    SpendRate plus(long charge) {
        return new SpendRate(window, Math.addExact(now, charge), last, mean, age);
    }

    /**
     * What was charged in the last window length: the current window and the share of the one
     * before that still lies within it.
     *
     * @param elapsed of the current window, in thousandths
     */
    long sliding(int elapsed) {
        return now + last / 1000 * (1000 - elapsed) + last % 1000 * (1000 - elapsed) / 1000;
    }

    /** Takes what is charged now for ordinary: a person has looked at it. */
    SpendRate accepted() {
        long usual = Math.max(mean, Math.max(now, last));
        return new SpendRate(window, now, last, usual, Math.max(age, 1));
    }
}
