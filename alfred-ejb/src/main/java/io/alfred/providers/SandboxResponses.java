package io.alfred.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sandbox's responses: one message that echoes the last user text of the input. */
final class SandboxResponses {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final InstantSource clock;

    SandboxResponses(InstantSource clock) {
        this.clock = clock;
    }

    ProviderReply answer(ProviderCall call) {
        JsonNode input = call.request().path("input");
        String asked = input.isTextual() ? input.textValue() : SandboxAdapter.lastUserText(input);
        String full = SandboxAdapter.PREFIX + asked;
        String text =
                SandboxAdapter.cut(call, full, SandboxAdapter.tokensMax(call, "max_output_tokens"));
        boolean cut = text.length() < full.length();
        TokenUsage usage =
                TokenUsage.reported(call.promptTokens(), call.countTokens().applyAsLong(text));
        return call.stream()
                ? new ProviderReply.Stream(new SandboxStream(events(call, text, cut, usage), usage))
                : new ProviderReply.Whole(
                        200,
                        Map.of("content-type", "application/json"),
                        ExactJson.write(ended(call, text, cut, usage)),
                        Optional.of(usage),
                        text);
    }

    private ObjectNode response(ProviderCall call, String status) {
        ObjectNode response =
                JSON.objectNode()
                        .put("id", "resp_" + call.txId())
                        .put("object", "response")
                        .put("created_at", clock.instant().getEpochSecond())
                        .put("status", status)
                        .put("model", call.model().id())
                        .put("system_fingerprint", "sandbox");
        for (String field :
                List.of("error", "incomplete_details", "instructions", "temperature", "top_p")) {
            response.putNull(field);
        }
        response.putObject("metadata");
        response.putArray("output");
        response.put("parallel_tool_calls", true).put("tool_choice", "auto").putArray("tools");
        response.putNull("usage");
        return response;
    }

    private ObjectNode ended(ProviderCall call, String text, boolean cut, TokenUsage usage) {
        ObjectNode response = response(call, cut ? "incomplete" : "completed");
        if (cut) {
            response.putObject("incomplete_details").put("reason", "max_output_tokens");
        }
        response.withArray("output").add(message(call, text, cut ? "incomplete" : "completed"));
        ObjectNode counts = response.putObject("usage").put("input_tokens", usage.prompt());
        counts.putObject("input_tokens_details").put("cached_tokens", 0);
        counts.put("output_tokens", usage.completion());
        counts.putObject("output_tokens_details").put("reasoning_tokens", 0);
        counts.put("total_tokens", usage.prompt() + usage.completion());
        return response;
    }

    private static ObjectNode message(ProviderCall call, String text, String status) {
        ObjectNode message =
                JSON.objectNode()
                        .put("type", "message")
                        .put("id", "msg_" + call.txId())
                        .put("status", status)
                        .put("role", "assistant");
        message.putArray("content");
        if (!status.equals("in_progress")) {
            message.withArray("content").add(part(text));
        }
        return message;
    }

    private static ObjectNode part(String text) {
        ObjectNode part = JSON.objectNode().put("type", "output_text").put("text", text);
        part.putArray("annotations");
        return part;
    }

    private List<SandboxStream.Piece> events(
            ProviderCall call, String text, boolean cut, TokenUsage usage) {
        Events events = new Events(call);
        events.add("response.created", response(call, "in_progress"));
        events.add("response.in_progress", response(call, "in_progress"));
        events.item("response.output_item.added", message(call, "", "in_progress"));
        events.part("response.content_part.added", part(""));
        for (String piece : SandboxAdapter.pieces(text)) {
            events.text("response.output_text.delta", "delta", piece, piece);
        }
        events.text("response.output_text.done", "text", text, "");
        events.part("response.content_part.done", part(text));
        ObjectNode ended = ended(call, text, cut, usage);
        events.item("response.output_item.done", ended.path("output").path(0));
        events.add("response." + ended.path("status").asText(), ended);
        return events.list;
    }

    /** Numbers the events of one stream as they are made. */
    private static final class Events {
        private final String itemId;
        private final List<SandboxStream.Piece> list = new ArrayList<>();

        Events(ProviderCall call) {
            this.itemId = "msg_" + call.txId();
        }

        void add(String type, ObjectNode response) {
            ObjectNode event = event(type);
            event.set("response", response);
            add(event, "");
        }

        void item(String type, JsonNode item) {
            ObjectNode event = event(type).put("output_index", 0);
            event.set("item", item);
            add(event, "");
        }

        void part(String type, ObjectNode part) {
            ObjectNode event = inItem(type);
            event.set("part", part);
            add(event, "");
        }

        void text(String type, String field, String text, String written) {
            ObjectNode event = inItem(type).put(field, text);
            event.putArray("logprobs");
            add(event, written);
        }

        private ObjectNode inItem(String type) {
            return event(type)
                    .put("item_id", itemId)
                    .put("output_index", 0)
                    .put("content_index", 0);
        }

        private ObjectNode event(String type) {
            return JSON.objectNode().put("type", type).put("sequence_number", list.size());
        }

        private void add(ObjectNode event, String written) {
            String sse = "event: " + event.path("type").asText() + "\ndata: " + event + "\n\n";
            list.add(new SandboxStream.Piece(sse.getBytes(StandardCharsets.UTF_8), written));
        }
    }
}
