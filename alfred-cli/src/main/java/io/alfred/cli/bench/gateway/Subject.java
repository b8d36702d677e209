package io.alfred.cli.bench.gateway;

import java.net.URI;

/**
 * What is measured.
 *
 * @param gateway base URL of the gateway's {@code /v1}
 * @param provider base URL of the test provider's
 * @param key an API key with ample credits
 * @param serverPid whose CPU is the server's
 * @param databasePid whose CPU, with that of its children, is the database's
 */
record Subject(URI gateway, URI provider, String key, long serverPid, long databasePid) {
    static final String PROVIDER = "bench";
    static final String MODEL = "echo";

    Target gateway(Prompt prompt) {
        return new Target(gateway, prompt.request(gateway, PROVIDER + "/" + MODEL, key));
    }

    Target provider(Prompt prompt) {
        return new Target(provider, prompt.request(provider, MODEL, "none"));
    }
}
