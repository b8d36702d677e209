package io.alfred.kernel;

/**
 * A reason not to start, told in one sentence that names the setting and the fix.
 *
 * <p>The sentence is logged at once, under a marker that {@code alfred serve} looks for, because
 * the container wraps and repeats exceptions of start-up beans beyond recognition.
 */
public final class StartupError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final System.Logger LOG = System.getLogger("io.alfred.startup");

    private StartupError(String sentence) {
        super(sentence);
    }

    /** A wrong or missing setting. */
    public static StartupError config(String property, String problem, String fix) {
        String sentence = "setting " + property + " " + problem + ": " + fix;
        LOG.log(System.Logger.Level.ERROR, "ALFRED-CONFIG-ERROR: {0}", sentence);
        return new StartupError(sentence);
    }

    /** Anything else that keeps the server from starting. */
    public static StartupError of(String problem, String fix) {
        String sentence = problem + ": " + fix;
        LOG.log(System.Logger.Level.ERROR, "ALFRED-START-ERROR: {0}", sentence);
        return new StartupError(sentence);
    }
}
