package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.Part;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the items of a response out of the parts of an answer. */
final class ResponseOutput {
    static final String COMPLETED = "completed";
    static final String IN_PROGRESS = "in_progress";

    private final String responseId;
    private final List<ObjectNode> items = new ArrayList<>();

    ResponseOutput(String responseId) {
        this.responseId = responseId;
    }

    void add(Part part) {
        switch (part) {
            case Part.Text text -> said(text(text.text()));
            case Part.Refusal refusal -> said(refusal(refusal.text()));
            case Part.ToolCall call ->
                    items.add(call(id("fc_"), call, JsonText.orEmpty(call.arguments()), COMPLETED));
            case Part.Reasoned reasoned ->
                    items.add(
                            reasoning(
                                    id("rs_"), Optional.of(reasoned.text()), reasoned.signature()));
            case Part.Sealed sealed ->
                    items.add(reasoning(id("rs_"), Optional.empty(), Optional.of(sealed.data())));
            case Part.Image ignored -> nothing();
            case Part.Document ignored -> nothing();
            case Part.Audio ignored -> nothing();
            case Part.ToolResult ignored -> nothing();
        }
    }

    /** No model answers with such parts. */
    private static void nothing() {}

    private String id(String prefix) {
        return id(prefix, responseId, items.size());
    }

    /** An item's id, which tells its response and its place there. */
    static String id(String prefix, String responseId, int index) {
        String bare = responseId.substring(ResponseObject.PREFIX.length());
        return prefix + bare + "_" + index;
    }

    private void said(ObjectNode content) {
        boolean open = !items.isEmpty() && items.getLast().path("type").asText().equals("message");
        if (!open) {
            items.add(message(id("msg_"), COMPLETED));
        }
        items.getLast().withArray("content").add(content);
    }

    /**
     * All items.
     *
     * @param status of the response, and so of the item at which it ended
     */
    ArrayNode items(String status) {
        ArrayNode list = JsonText.object().arrayNode();
        items.forEach(list::add);
        JsonNode last = list.path(list.size() - 1);
        if (last instanceof ObjectNode item && item.has("status") && !isWholeCall(item)) {
            item.put("status", status);
        }
        return list;
    }

    private static boolean isWholeCall(JsonNode item) {
        JsonProgress arguments = new JsonProgress();
        arguments.add(item.path("arguments").asText());
        return arguments.complete();
    }

    static ObjectNode message(String id, String status) {
        ObjectNode message =
                JsonText.object().put("id", id).put("type", "message").put("status", status);
        message.putArray("content");
        return message.put("role", "assistant");
    }

    static ObjectNode text(String text) {
        ObjectNode part = JsonText.object().put("type", "output_text").put("text", text);
        part.putArray("annotations");
        part.putArray("logprobs");
        return part;
    }

    static ObjectNode refusal(String text) {
        return JsonText.object().put("type", "refusal").put("refusal", text);
    }

    static ObjectNode call(String id, Part.ToolCall call, String arguments, String status) {
        ObjectNode item =
                JsonText.object()
                        .put("id", id)
                        .put("type", "function_call")
                        .put("status", status)
                        .put("arguments", arguments)
                        .put("call_id", call.id())
                        .put("name", call.name());
        CallSignature.put(item, call.signature());
        return item;
    }

    /** What has to come back to the provider is the encrypted content, unchanged. */
    static ObjectNode reasoning(String id, Optional<String> text, Optional<String> secret) {
        ObjectNode item = JsonText.object().put("id", id).put("type", "reasoning");
        ArrayNode summary = item.putArray("summary");
        text.ifPresent(words -> summary.add(summary(words)));
        secret.ifPresent(data -> item.put("encrypted_content", data));
        return item;
    }

    static ObjectNode summary(String text) {
        return JsonText.object().put("type", "summary_text").put("text", text);
    }
}
