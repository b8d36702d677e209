package io.alfred.cli.serve;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the server's log while it starts and keeps what explains a failure.
 *
 * <p>Payara goes on without an application that failed to load, so only its log tells.
 */
final class StartupFindings {
    private static final List<String> SENTENCES =
            List.of("ALFRED-CONFIG-ERROR: ", "ALFRED-START-ERROR: ");
    private static final List<String> NOT_LOADED =
            List.of("Exception while loading the app", "Exception while preparing the app");

    /** Opens the list of what runs; an empty one says that nothing does, whatever the reason. */
    private static final String DEPLOYED = "\"Deployed\": [";

    private static final Pattern BOOTED = Pattern.compile("Payara Micro .* ready in ");

    private volatile @Nullable String sentence;
    private volatile boolean notLoaded;
    private volatile boolean booted;
    private boolean listsDeployed;

    /** Takes the next line of the log. */
    void line(String line) {
        if (sentence == null) {
            for (String marker : SENTENCES) {
                int at = line.indexOf(marker);
                if (at >= 0) {
                    sentence = line.substring(at + marker.length()).strip();
                }
            }
        }
        if (NOT_LOADED.stream().anyMatch(line::contains)) {
            notLoaded = true;
        }
        if (listsDeployed && line.strip().equals("]")) {
            notLoaded = true;
        }
        listsDeployed = line.strip().equals(DEPLOYED);
        if (BOOTED.matcher(line).find()) {
            booted = true;
        }
    }

    /** The server's own first sentence on why it does not start. */
    Optional<String> sentence() {
        return Optional.ofNullable(sentence);
    }

    /** Whether the container has finished its start; asking for readiness earlier fills the log. */
    boolean booted() {
        return booted;
    }

    /** Whether the application was given up by the container. */
    boolean failed() {
        return notLoaded;
    }
}
