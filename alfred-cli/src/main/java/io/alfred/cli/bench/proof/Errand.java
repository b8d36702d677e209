package io.alfred.cli.bench.proof;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one call asks of the metering provider. It travels in the prompt, so that the client's seed
 * decides also what the provider does.
 *
 * @param tokens how many it produces if nothing happens
 * @param pauseMs before each token of a stream; a whole answer takes as long in one piece
 * @param at after how many tokens the fate strikes
 */
record Errand(int tokens, int pauseMs, Fate fate, int at) {
    static final int TOKENS_MAX = 60;
    private static final int PAUSE_MAX_MS = 6;
    private static final Pattern TEXT =
            Pattern.compile("produce (\\d{1,3}) pause (\\d{1,3}) fate (\\w{1,10}) at (\\d{1,3})");

    /** How the provider ends the answer. */
    enum Fate {
        /** Completely, with the usage it counted. */
        WHOLE,
        /** It drops the connection half way. */
        CUT,
        /** It stays silent half way until Alfred's patience is over, and works on. */
        STALL,
        /** It refuses with an error status, and bills nothing. */
        ERROR
    }

    static Errand draw(SplittableRandom random) {
        int tokens = random.nextInt(1, TOKENS_MAX + 1);
        int dice = random.nextInt(100);
        Fate fate =
                dice < 6 ? Fate.CUT : dice < 7 ? Fate.STALL : dice < 11 ? Fate.ERROR : Fate.WHOLE;
        return new Errand(tokens, random.nextInt(PAUSE_MAX_MS + 1), fate, random.nextInt(tokens));
    }

    String prompt() {
        return "produce "
                + tokens
                + " pause "
                + pauseMs
                + " fate "
                + fate.name().toLowerCase(Locale.ROOT)
                + " at "
                + at;
    }

    /**
     * Reads what {@link #prompt} wrote.
     *
     * @throws IllegalArgumentException for any other text
     */
    static Errand parse(String prompt) {
        Matcher found = TEXT.matcher(prompt);
        if (!found.matches()) {
            throw new IllegalArgumentException("not an errand");
        }
        return new Errand(
                Integer.parseInt(found.group(1)),
                Integer.parseInt(found.group(2)),
                Fate.valueOf(found.group(3).toUpperCase(Locale.ROOT)),
                Integer.parseInt(found.group(4)));
    }
}
