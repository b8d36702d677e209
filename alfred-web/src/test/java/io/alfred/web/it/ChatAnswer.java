package io.alfred.web.it;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;

/** A chat completion as providers compatible with OpenAI write it, whole or in chunks. */
final class ChatAnswer {
    private final String model;
    private final ObjectNode message = Json.object().put("role", "assistant");
    private final List<ObjectNode> deltas = new ArrayList<>();
    private String finish = "stop";
    private ObjectNode usage = Json.object();

    private ChatAnswer(String model) {
        this.model = model;
        message.putNull("content");
    }

    static ChatAnswer of(String model) {
        return new ChatAnswer(model);
    }

    ChatAnswer text(String text) {
        message.put("content", text);
        pieces("content", text);
        return this;
    }

    /**
     * What the model thought.
     *
     * @param field where the provider tells it, such as {@code reasoning_content}
     */
    ChatAnswer reasoning(String field, String text) {
        message.put(field, text);
        pieces(field, text);
        return this;
    }

    /** Thoughts and words in the parts of one content, as Mistral tells them. */
    ChatAnswer thinkingParts(String thought, String text) {
        ObjectNode thinking = Json.object().put("type", "thinking");
        thinking.putArray("thinking").addObject().put("type", "text").put("text", thought);
        message.putArray("content").add(thinking).addObject().put("type", "text").put("text", text);
        ObjectNode thinks = Json.object();
        thinks.putArray("content").add(thinking);
        deltas.add(thinks);
        pieces("content", text);
        return this;
    }

    ChatAnswer refusal(String text) {
        message.put("refusal", text);
        pieces("refusal", text);
        return this;
    }

    /** A tool call, which is also why the answer ends; its pieces follow one another. */
    ChatAnswer call(String id, String tool, String arguments) {
        ObjectNode call =
                message.withArray("tool_calls").addObject().put("id", id).put("type", "function");
        call.putObject("function").put("name", tool).put("arguments", arguments);
        int index = message.path("tool_calls").size() - 1;
        int half = arguments.length() / 2;
        ObjectNode begun = piece(index, arguments.substring(0, half));
        begun.put("id", id).put("type", "function");
        ((ObjectNode) begun.path("function")).put("name", tool);
        piece(index, arguments.substring(half));
        return finishing("tool_calls");
    }

    private ObjectNode piece(int index, String arguments) {
        ObjectNode delta = Json.object();
        ObjectNode call = delta.putArray("tool_calls").addObject().put("index", index);
        call.putObject("function").put("arguments", arguments);
        deltas.add(delta);
        return call;
    }

    private void pieces(String field, String text) {
        int half = text.length() / 2;
        deltas.add(Json.object().put(field, text.substring(0, half)));
        deltas.add(Json.object().put(field, text.substring(half)));
    }

    ChatAnswer finishing(String reason) {
        finish = reason;
        return this;
    }

    ChatAnswer reporting(ObjectNode reported) {
        usage = reported;
        return this;
    }

    String whole() {
        ObjectNode body = head("chat.completion");
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        choice.set("message", message);
        choice.putNull("logprobs").put("finish_reason", finish);
        if (!usage.isEmpty()) {
            body.set("usage", usage);
        }
        return body.toString();
    }

    /** With the usage in a chunk of its own, as OpenAI has it when asked. */
    List<String> stream() {
        List<String> chunks = chunks();
        chunks.add(last().toString());
        if (!usage.isEmpty()) {
            ObjectNode told = head("chat.completion.chunk");
            told.putArray("choices");
            told.set("usage", usage);
            chunks.add(told.toString());
        }
        chunks.add(Completion.DONE);
        return chunks;
    }

    /** With the usage beside the reason of the end, as Mistral and DeepSeek have it. */
    List<String> streamTellingUsageAtItsEnd() {
        List<String> chunks = chunks();
        ObjectNode last = last();
        last.set("usage", usage);
        chunks.add(last.toString());
        chunks.add(Completion.DONE);
        return chunks;
    }

    /** With the usage in {@code x_groq}, as Groq has it unasked. */
    List<String> streamOfGroq() {
        List<String> chunks = chunks();
        ObjectNode last = last();
        last.putObject("x_groq").put("id", "req_test").set("usage", usage);
        chunks.add(last.toString());
        chunks.add(Completion.DONE);
        return chunks;
    }

    private List<String> chunks() {
        List<String> chunks = new ArrayList<>();
        chunks.add(chunk(Json.object().put("role", "assistant").put("content", "")).toString());
        deltas.forEach(delta -> chunks.add(chunk(delta).toString()));
        return chunks;
    }

    private ObjectNode last() {
        ObjectNode last = chunk(Json.object());
        ((ObjectNode) last.path("choices").path(0)).put("finish_reason", finish);
        return last;
    }

    private ObjectNode chunk(ObjectNode delta) {
        ObjectNode chunk = head("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("finish_reason");
        return chunk;
    }

    private ObjectNode head(String object) {
        return Json.object()
                .put("id", "cmpl-test")
                .put("object", object)
                .put("created", 1_700_000_000)
                .put("model", model);
    }
}
