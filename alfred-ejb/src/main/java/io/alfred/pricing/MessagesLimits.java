package io.alfred.pricing;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.AlfredException;

import java.util.Map;
import java.util.Set;

/** Bounds what a request to Anthropic's messages can make a model write, and do besides. */
final class MessagesLimits {
    /** Fields that are read here, or that never reach the model as text. */
    static final Set<String> FIELDS =
            Set.of(
                    "model",
                    "stream",
                    "max_tokens",
                    "metadata",
                    "service_tier",
                    "stop_sequences",
                    "thinking",
                    "cache_control",
                    "inference_geo",
                    "speed");

    /** What a field may say without a price of its own; anything else is refused. */
    private static final Map<String, Set<String>> PRICED =
            Map.of(
                    "service_tier", Set.of("auto", "standard_only"),
                    "speed", Set.of("standard"),
                    "inference_geo", Set.of("global"));

    private static final String CACHE_CONTROL = "cache_control";
    private static final String SHORT_STAY = "5m";

    private MessagesLimits() {}

    /**
     * Reads the fields that bound the output: {@code max_tokens}, or a larger budget for thinking,
     * which some models may use up over several blocks.
     *
     * @throws AlfredException {@code INVALID_REQUEST} with the field's path, also for what the
     *     catalogue has no price for
     */
    static OutputBound of(RequestFields request) {
        request.requireBoolean("stream");
        refuseUnpriced(request);
        long tokens =
                request.positive("max_tokens")
                        .orElseThrow(
                                () ->
                                        RequestFields.wrong(
                                                "max_tokens",
                                                "is missing",
                                                "say how many tokens the answer may have"));
        long thinking =
                request.find("thinking")
                        .map(node -> RequestFields.object(node, "thinking"))
                        .map(fields -> fields.positive("budget_tokens").orElse(0))
                        .orElse(0L);
        return new OutputBound(Math.max(tokens, thinking), 1);
    }

    /** Whether any part of the prompt may stay in the provider's cache for more than minutes. */
    static boolean cachesForLong(RequestFields request) {
        return cachesForLong(request.object());
    }

    private static boolean cachesForLong(JsonNode node) {
        JsonNode ttl = node.path(CACHE_CONTROL).path("ttl");
        if (!ttl.isMissingNode() && !ttl.isNull() && !ttl.asText().equals(SHORT_STAY)) {
            return true;
        }
        for (JsonNode child : node) {
            if (child.isContainerNode() && cachesForLong(child)) {
                return true;
            }
        }
        return false;
    }

    private static void refuseUnpriced(RequestFields request) {
        PRICED.forEach(
                (field, values) ->
                        request.text(field)
                                .filter(value -> !values.contains(value))
                                .ifPresent(
                                        value -> {
                                            throw unpriced(field);
                                        }));
        for (String field : new String[] {"mcp_servers", "container"}) {
            request.find(field)
                    .filter(node -> !(node.isContainerNode() && node.isEmpty()))
                    .ifPresent(
                            node -> {
                                throw unpriced(field);
                            });
        }
        refuseCompaction(request);
    }

    /** A summary of the conversation, written by the model and billed apart. */
    private static void refuseCompaction(RequestFields request) {
        JsonNode edits = request.object().path("context_management").path("edits");
        for (int i = 0; i < edits.size(); i++) {
            if (edits.path(i).path("type").asText().startsWith("compact")) {
                throw unpriced("context_management.edits[" + i + "].type");
            }
        }
    }

    private static AlfredException unpriced(String path) {
        return RequestFields.wrong(
                path, "asks for something that has no price here", "leave it out");
    }
}
