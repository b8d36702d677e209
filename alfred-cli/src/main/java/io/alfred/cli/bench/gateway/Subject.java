package io.alfred.cli.bench.gateway;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is measured.
 *
 * @param gateway base URL of the gateway's {@code /v1}
 * @param provider base URL of the test provider's
 * @param key an API key with ample credits
 * @param serverPid whose CPU is the server's
 * @param databasePid whose CPU, with that of its children, is the database's
 * @param limitedKey one whose calls are refused because there were too many
 */
record Subject(
        URI gateway,
        URI provider,
        String key,
        String limitedKey,
        long serverPid,
        long databasePid) {
    static final String PROVIDER = "bench";
    static final String MODEL = "echo";

    /** The same model, but its calls move no money. */
    static final String UNBOOKED = "unbooked";

    static final String NOT_FOUND = "not_found";
    static final String UNKNOWN_KEY = "unknown_key";
    static final String OVER_LIMIT = "over_limit";

    private static final int OK = 200;

    /** Of the form of a key, so that it is looked for. */
    private static final String A_KEY_NOBODY_HAS = "sk-alf-Nobody00-" + "x".repeat(43);

    Target gateway(Prompt prompt) {
        return new Target(gateway, prompt.request(gateway, PROVIDER + "/" + MODEL, key), OK);
    }

    Target unbooked(Prompt prompt) {
        return new Target(gateway, prompt.request(gateway, PROVIDER + "/" + UNBOOKED, key), OK);
    }

    /**
     * Calls that are refused, and a path that is not there, which costs what the container does.
     */
    Map<String, Target> refusals() {
        URI nowhere = gateway.resolve("/nowhere");
        Prompt prompt = Prompt.WHOLE;
        String model = PROVIDER + "/" + MODEL;
        Map<String, Target> refusals = new LinkedHashMap<>();
        refusals.put(NOT_FOUND, new Target(gateway, prompt.request(nowhere, model, key), 404));
        refusals.put(
                UNKNOWN_KEY,
                new Target(gateway, prompt.request(gateway, model, A_KEY_NOBODY_HAS), 401));
        refusals.put(
                OVER_LIMIT, new Target(gateway, prompt.request(gateway, model, limitedKey), 429));
        return refusals;
    }

    Target provider(Prompt prompt) {
        return new Target(provider, prompt.request(provider, MODEL, "none"), OK);
    }
}
