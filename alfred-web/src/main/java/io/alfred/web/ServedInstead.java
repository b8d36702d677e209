package io.alfred.web;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What to do instead of calling an endpoint of a provider's protocol that Alfred does not serve.
 */
final class ServedInstead {
    private static final String NOTHING_STORED =
            "Alfred keeps nothing for its callers; send what a call needs with the call";
    private static final String CHAT = "use POST /v1/chat/completions and keep the state yourself";

    /** By how the path begins; the first that fits counts. */
    private static final Map<String, String> FIXES = new LinkedHashMap<>();

    static {
        FIXES.put("v1/images/", "only POST /v1/images/generations makes images here");
        FIXES.put(
                "v1/audio/",
                "use POST /v1/audio/speech, /v1/audio/transcriptions or /v1/audio/translations");
        FIXES.put("v1/realtime", "use POST /v1/chat/completions with \"stream\": true");
        FIXES.put("v1/files", NOTHING_STORED);
        FIXES.put("v1/uploads", NOTHING_STORED);
        FIXES.put("v1/containers", NOTHING_STORED);
        FIXES.put("v1/batches", "send the calls one by one; each is priced and held for itself");
        FIXES.put("v1/fine_tuning", "train at the provider, then price the model here");
        FIXES.put("v1/vector_stores", "use POST /v1/embeddings and a store of your own");
        FIXES.put("v1/assistants", CHAT);
        FIXES.put("v1/threads", CHAT);
        FIXES.put("v1/conversations", CHAT);
        FIXES.put("v1/engines", "name the model in the body of POST /v1/chat/completions");
    }

    private ServedInstead() {}

    /**
     * The fix for a path that is not served.
     *
     * @param path without a leading slash
     */
    static String of(String path) {
        return FIXES.entrySet().stream()
                .filter(fix -> path.startsWith(fix.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("the paths are listed at /openapi");
    }
}
