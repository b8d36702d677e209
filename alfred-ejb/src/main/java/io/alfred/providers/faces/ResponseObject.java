package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.ClientFace.Asked;
import io.alfred.providers.dialogue.StopReason;

import java.util.List;
import java.util.Optional;

/** Writes the response object, which repeats much of its request. */
final class ResponseObject {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static final String PREFIX = "resp_";

    private ResponseObject() {}

    static ObjectNode of(Answer answer, Asked asked) {
        String id = Told.id(PREFIX, answer.id(), asked.id());
        ObjectNode response = begun(asked, id, answer.model());
        ResponseOutput output = new ResponseOutput(id);
        answer.parts().forEach(output::add);
        end(response, answer.stop(), answer.usage());
        response.set("output", output.items(status(answer.stop())));
        return response;
    }

    /** A response that is being written. */
    static ObjectNode begun(Asked asked, String id, String model) {
        JsonNode request = asked.request();
        ObjectNode response =
                JsonText.object()
                        .put("id", id)
                        .put("object", "response")
                        .put("created_at", asked.createdAt())
                        .put("status", "in_progress")
                        .put("background", false)
                        .putNull("completed_at")
                        .putNull("error")
                        .putNull("incomplete_details");
        repeat(response, request, List.of("instructions", "max_output_tokens"));
        response.put("model", model);
        response.putArray("output");
        response.set(
                "parallel_tool_calls", or(request, "parallel_tool_calls", JSON.booleanNode(true)));
        response.putNull("previous_response_id");
        response.set("reasoning", reasoning(request.path("reasoning")));
        repeat(response, request, List.of("safety_identifier"));
        response.put("service_tier", "default").put("store", false);
        repeat(response, request, List.of("temperature"));
        response.set("text", text(request.path("text")));
        response.set("tool_choice", or(request, "tool_choice", JSON.textNode("auto")));
        response.set("tools", or(request, "tools", JSON.arrayNode()));
        response.put("top_logprobs", 0);
        repeat(response, request, List.of("top_p"));
        response.put("truncation", "disabled").putNull("usage");
        repeat(response, request, List.of("user"));
        response.set("metadata", or(request, "metadata", JSON.objectNode()));
        return response;
    }

    private static void repeat(ObjectNode response, JsonNode request, List<String> fields) {
        for (String field : fields) {
            response.set(field, or(request, field, JSON.nullNode()));
        }
    }

    private static JsonNode or(JsonNode request, String field, JsonNode otherwise) {
        return request.hasNonNull(field) ? request.path(field) : otherwise;
    }

    private static ObjectNode reasoning(JsonNode asked) {
        ObjectNode reasoning = JsonText.object();
        repeat(reasoning, asked, List.of("effort", "summary"));
        return reasoning;
    }

    private static ObjectNode text(JsonNode asked) {
        ObjectNode text = JsonText.object();
        text.set("format", or(asked, "format", JSON.objectNode()));
        if (text.path("format").isEmpty()) {
            text.putObject("format").put("type", "text");
        }
        return text.put("verbosity", "medium");
    }

    /** The state in which an answer ends. */
    static String status(StopReason reason) {
        return switch (reason) {
            case DONE, TOOL_CALLS, STOP_TEXT, PAUSED -> "completed";
            case LENGTH, FILTERED -> "incomplete";
        };
    }

    static void end(ObjectNode response, StopReason reason, Optional<TokenUsage> usage) {
        response.put("status", status(reason));
        switch (reason) {
            case LENGTH -> incomplete(response, "max_output_tokens");
            case FILTERED -> incomplete(response, "content_filter");
            case DONE, TOOL_CALLS, STOP_TEXT, PAUSED -> {
                // complete
            }
        }
        usage.ifPresent(counts -> response.set("usage", usage(counts)));
    }

    private static void incomplete(ObjectNode response, String reason) {
        response.putObject("incomplete_details").put("reason", reason);
    }

    static ObjectNode usage(TokenUsage usage) {
        ObjectNode counts = JsonText.object().put("input_tokens", usage.prompt());
        counts.putObject("input_tokens_details")
                .put("cached_tokens", usage.cachedRead())
                .put("cache_write_tokens", usage.cachedWrite());
        counts.put("output_tokens", usage.completion());
        counts.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
        return counts.put("total_tokens", usage.prompt() + usage.completion());
    }
}
