package io.alfred.web.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;

/** A response as OpenAI's models write it, whole or as its events. */
final class ResponseAnswer {
    private final String model;
    private final List<ObjectNode> items = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private String status = "completed";
    private String reason = "";
    private ObjectNode usage = Json.object();

    /**
     * Tokens as a response reports them.
     *
     * @param cached those of {@code input} that came from a cache
     * @param reasoning those of {@code output} that were not shown
     */
    record Usage(long input, long cached, long output, long reasoning) {
        ObjectNode json() {
            ObjectNode usage = Json.object().put("input_tokens", input);
            usage.putObject("input_tokens_details").put("cached_tokens", cached);
            usage.put("output_tokens", output);
            usage.putObject("output_tokens_details").put("reasoning_tokens", reasoning);
            return usage.put("total_tokens", input + output);
        }

        /** In the words that prices are computed by. */
        Completion.Usage billed() {
            return new Completion.Usage(input, cached, output);
        }
    }

    private ResponseAnswer(String model) {
        this.model = model;
    }

    static ResponseAnswer of(String model, Usage usage) {
        ResponseAnswer answer = new ResponseAnswer(model);
        answer.usage = usage.json();
        answer.events.add(answer.event("response.created", answer.state("in_progress")));
        return answer;
    }

    static ResponseAnswer withoutUsage(String model) {
        ResponseAnswer answer = of(model, new Usage(0, 0, 0, 0));
        answer.usage = Json.object();
        return answer;
    }

    ResponseAnswer text(String text) {
        return said("output_text", "text", text);
    }

    ResponseAnswer refusal(String text) {
        return said("refusal", "refusal", text);
    }

    private ResponseAnswer said(String type, String field, String text) {
        ObjectNode item =
                item("message", "msg_").put("status", "completed").put("role", "assistant");
        item.putArray("content");
        added(item);
        pieces("response." + type + ".delta", text);
        item.withArray("content").addObject().put("type", type).put(field, text);
        return done(item);
    }

    /** Reasoning with a summary of these paragraphs; none at all where it is not shown. */
    ResponseAnswer reasoning(String id, String encrypted, String... paragraphs) {
        ObjectNode item = item("reasoning", "rs_").put("id", id);
        item.putArray("summary");
        added(item);
        for (int i = 0; i < paragraphs.length; i++) {
            ObjectNode delta = place().put("summary_index", i).put("delta", paragraphs[i]);
            events.add(event("response.reasoning_summary_text.delta", delta));
            item.withArray("summary")
                    .addObject()
                    .put("type", "summary_text")
                    .put("text", paragraphs[i]);
        }
        item.put("encrypted_content", encrypted);
        return done(item);
    }

    ResponseAnswer call(String callId, String name, String arguments) {
        ObjectNode item =
                item("function_call", "fc_")
                        .put("call_id", callId)
                        .put("name", name)
                        .put("arguments", "");
        added(item);
        pieces("response.function_call_arguments.delta", arguments);
        item.put("arguments", arguments).put("status", "completed");
        return done(item);
    }

    /** Broken off for a reason such as {@code max_output_tokens}. */
    ResponseAnswer incomplete(String why) {
        status = "incomplete";
        reason = why;
        return this;
    }

    private ObjectNode item(String type, String prefix) {
        return Json.object().put("id", prefix + items.size()).put("type", type);
    }

    private ObjectNode place() {
        return Json.object().put("output_index", items.size());
    }

    private void added(ObjectNode item) {
        ObjectNode told = place();
        told.set("item", item.deepCopy());
        events.add(event("response.output_item.added", told));
    }

    private void pieces(String type, String text) {
        int half = text.length() / 2;
        events.add(event(type, place().put("delta", text.substring(0, half))));
        events.add(event(type, place().put("delta", text.substring(half))));
    }

    private ResponseAnswer done(ObjectNode item) {
        ObjectNode told = place();
        told.set("item", item.deepCopy());
        events.add(event("response.output_item.done", told));
        items.add(item);
        return this;
    }

    String whole() {
        return response(status).toString();
    }

    /** To its end. */
    List<String> stream() {
        List<String> all = begun();
        all.add(event("response." + status, state(status)));
        return all;
    }

    /** So far, for a stream that goes on otherwise. */
    List<String> begun() {
        return new ArrayList<>(events);
    }

    /** The end of a stream that failed. */
    String failed(String code, String message) {
        return failed(code, message, false);
    }

    /** The same, with the usage that the provider bills. */
    String failedAndBilled(String code, String message) {
        return failed(code, message, true);
    }

    private String failed(String code, String message, boolean billed) {
        ObjectNode response = response("failed");
        if (!billed) {
            response.putNull("usage");
        }
        response.putObject("error").put("code", code).put("message", message);
        ObjectNode told = Json.object();
        told.set("response", response);
        return event("response.failed", told);
    }

    private ObjectNode state(String status) {
        ObjectNode told = Json.object();
        told.set("response", response(status));
        return told;
    }

    private ObjectNode response(String status) {
        ObjectNode response =
                Json.object()
                        .put("id", "resp_test")
                        .put("object", "response")
                        .put("created_at", 1_700_000_000)
                        .put("status", status)
                        .put("model", model)
                        .putNull("error");
        if (status.equals("incomplete")) {
            response.putObject("incomplete_details").put("reason", reason);
        } else {
            response.putNull("incomplete_details");
        }
        response.putArray("output").addAll(List.<JsonNode>copyOf(items));
        boolean told = !status.equals("in_progress") && !usage.isEmpty();
        return told ? response.set("usage", usage) : response.putNull("usage");
    }

    private String event(String type, ObjectNode more) {
        ObjectNode data =
                Json.object().put("type", type).put("sequence_number", (long) events.size());
        data.setAll(more);
        return "event: " + type + "\ndata: " + data;
    }
}
