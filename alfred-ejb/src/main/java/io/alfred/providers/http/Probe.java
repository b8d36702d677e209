package io.alfred.providers.http;

import io.alfred.catalog.Protocol;

/**
 * Something that a provider answers without a charge when it takes the key.
 *
 * @param path follows the base URL
 * @param post whether an empty object is sent there: 400 says then that it was looked at, which a
 *     wrong key or address would not come to
 */
record Probe(String path, boolean post) {
    static Probe of(Protocol protocol) {
        return switch (protocol) {
            case OPENAI, ANTHROPIC, GEMINI -> new Probe("/models", false);
            case COHERE -> new Probe("/v1/models", false);
            case VERTEX ->
                    new Probe("/publishers/google/models/gemini-2.5-flash:countTokens", true);
            case BEDROCK -> new Probe("/model/amazon.nova-micro-v1%3A0/converse", true);
        };
    }

    boolean taken(int status) {
        return post ? status == 400 : status == 200;
    }

    /** What a status comes to, for the operator. */
    String told(int status) {
        if (taken(status)) {
            return "answers and takes the key";
        }
        return status == 401 || status == 403
                ? "refuses the account that Alfred uses"
                : "answers with status " + status + ": check the base URL";
    }
}
