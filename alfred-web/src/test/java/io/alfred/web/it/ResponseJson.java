package io.alfred.web.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;

/** What a provider answers at {@code /v1/responses}. */
final class ResponseJson {
    private ResponseJson() {}

    /** A whole response with one message. */
    static String text(String text, Completion.Usage usage) {
        return response("completed", usage, message(text)).toString();
    }

    static ObjectNode response(String status, Completion.Usage usage, ObjectNode... output) {
        ObjectNode response =
                Json.object()
                        .put("id", "resp_test")
                        .put("object", "response")
                        .put("created_at", 1_700_000_000)
                        .put("status", status)
                        .put("model", "gpt-4o-mini")
                        .putNull("error")
                        .putNull("incomplete_details")
                        .put("parallel_tool_calls", true)
                        .put("tool_choice", "auto");
        response.putArray("tools");
        response.putArray("output").addAll(List.of(output));
        return usage == null ? response.putNull("usage") : response.set("usage", json(usage));
    }

    private static ObjectNode json(Completion.Usage usage) {
        ObjectNode json = Json.object().put("input_tokens", usage.prompt());
        json.putObject("input_tokens_details").put("cached_tokens", usage.cached());
        json.put("output_tokens", usage.completion());
        json.putObject("output_tokens_details").put("reasoning_tokens", 0);
        return json.put("total_tokens", usage.prompt() + usage.completion());
    }

    static ObjectNode message(String text) {
        ObjectNode message =
                Json.object()
                        .put("type", "message")
                        .put("id", "msg_test")
                        .put("status", "completed")
                        .put("role", "assistant");
        ObjectNode part = message.putArray("content").addObject();
        part.put("type", "output_text").put("text", text).putArray("annotations");
        return message;
    }

    static ObjectNode functionCall(String name, String arguments) {
        return Json.object()
                .put("type", "function_call")
                .put("id", "fc_test")
                .put("call_id", "call_test")
                .put("name", name)
                .put("arguments", arguments)
                .put("status", "completed");
    }

    /** An event with its name, as it goes over the wire without the blank line. */
    static String event(int number, String type, ObjectNode more) {
        ObjectNode data = Json.object().put("type", type).put("sequence_number", number);
        data.setAll(more);
        return "event: " + type + "\ndata: " + data;
    }

    static String delta(int number, String text) {
        ObjectNode delta =
                Json.object()
                        .put("item_id", "msg_test")
                        .put("output_index", 0)
                        .put("content_index", 0)
                        .put("delta", text);
        delta.putArray("logprobs");
        return event(number, "response.output_text.delta", delta);
    }

    static String state(int number, JsonNode response) {
        String status = response.path("status").asText();
        String type = status.equals("in_progress") ? "created" : status;
        ObjectNode more = Json.object();
        more.set("response", response);
        return event(number, "response." + type, more);
    }

    static String created() {
        return state(0, response("in_progress", null));
    }

    /** A whole stream; its last event tells the usage, or none. */
    static List<String> stream(List<String> words, Completion.Usage usage) {
        List<String> events = new ArrayList<>();
        events.add(created());
        words.forEach(word -> events.add(delta(events.size(), word)));
        events.add(
                state(
                        events.size(),
                        response("completed", usage, message(String.join("", words)))));
        return events;
    }
}
