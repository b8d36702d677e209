package io.alfred.web.it;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;

/** What an OpenAI-compatible provider answers. */
final class Completion {
    static final String DONE = "[DONE]";

    private Completion() {}

    /** Tokens of a call as the provider reports them; {@code cached} are among {@code prompt}. */
    record Usage(long prompt, long cached, long completion) {
        ObjectNode json() {
            ObjectNode usage =
                    Json.object()
                            .put("prompt_tokens", prompt)
                            .put("completion_tokens", completion)
                            .put("total_tokens", prompt + completion);
            usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
            return usage;
        }
    }

    static String text(String content, long promptTokens, long completionTokens) {
        return text(content, new Usage(promptTokens, 0, completionTokens));
    }

    static String text(String content, Usage usage) {
        ObjectNode body = head("chat.completion");
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        choice.putObject("message")
                .put("role", "assistant")
                .put("content", content)
                .putNull("refusal");
        choice.putNull("logprobs").put("finish_reason", "stop");
        body.set("usage", usage.json());
        return body.toString();
    }

    static String chunk(String content) {
        ObjectNode body = head("chat.completion.chunk");
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta").put("content", content);
        choice.putNull("finish_reason");
        return body.toString();
    }

    static String finish() {
        ObjectNode body = head("chat.completion.chunk");
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta");
        choice.put("finish_reason", "stop");
        return body.toString();
    }

    static String usageChunk(Usage usage) {
        ObjectNode body = head("chat.completion.chunk");
        body.putArray("choices");
        body.set("usage", usage.json());
        return body.toString();
    }

    /** A whole stream without usage. */
    static List<String> stream(List<String> words) {
        List<String> events = new ArrayList<>(words.stream().map(Completion::chunk).toList());
        events.add(finish());
        events.add(DONE);
        return events;
    }

    /** A whole stream with usage in the last chunk. */
    static List<String> stream(List<String> words, Usage usage) {
        List<String> events = stream(words);
        events.add(events.size() - 1, usageChunk(usage));
        return events;
    }

    private static ObjectNode head(String object) {
        return Json.object()
                .put("id", "chatcmpl-test")
                .put("object", object)
                .put("created", 1_700_000_000)
                .put("model", "gpt-4o-mini");
    }
}
