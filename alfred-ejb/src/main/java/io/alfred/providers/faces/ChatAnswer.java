package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.ClientFace.Asked;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.StopReason;

import java.util.List;
import java.util.Optional;

/** Writes a whole chat completion. */
final class ChatAnswer {
    private ChatAnswer() {}

    static ObjectNode of(Answer answer, Asked asked) {
        ObjectNode completion = head("chat.completion", answer.id(), answer.model(), asked);
        ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        said(message, answer.parts());
        message.putArray("annotations");
        ChatReasoning.put(message, answer.parts());
        boolean calls = calls(message, answer.parts());
        choice.putNull("logprobs");
        choice.put("finish_reason", finish(Told.stop(answer.stop(), calls)));
        answer.usage().ifPresent(usage -> completion.set("usage", usage(usage)));
        return completion;
    }

    /** What whole answers and chunks begin with. */
    static ObjectNode head(String object, Optional<String> id, String model, Asked asked) {
        return JsonText.object()
                .put("id", Told.id("chatcmpl-", id, asked.id()))
                .put("object", object)
                .put("created", asked.createdAt())
                .put("model", model);
    }

    private static void said(ObjectNode message, List<Part> parts) {
        StringBuilder text = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        boolean spoken = false;
        for (Part part : parts) {
            if (part instanceof Part.Text words) {
                text.append(words.text());
                spoken = true;
            } else if (part instanceof Part.Refusal words) {
                refusal.append(words.text());
            }
        }
        message.put("content", spoken ? text.toString() : null);
        message.put("refusal", refusal.isEmpty() ? null : refusal.toString());
    }

    private static boolean calls(ObjectNode message, List<Part> parts) {
        boolean some = false;
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                ObjectNode written = message.withArray("tool_calls").addObject();
                call(written, call.id(), call.name(), JsonText.orEmpty(call.arguments()));
                CallSignature.put(written, call.signature());
                some = true;
            }
        }
        return some;
    }

    static void call(ObjectNode call, String id, String name, String arguments) {
        call.put("id", id).put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
    }

    /** A paused turn has no word of its own; the model wrote all that it wanted for now. */
    static String finish(StopReason reason) {
        return switch (reason) {
            case DONE, STOP_TEXT, PAUSED -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
            case FILTERED -> "content_filter";
        };
    }

    static ObjectNode usage(TokenUsage usage) {
        ObjectNode counts =
                JsonText.object()
                        .put("prompt_tokens", usage.prompt())
                        .put("completion_tokens", usage.completion())
                        .put("total_tokens", usage.prompt() + usage.completion());
        ObjectNode prompt =
                counts.putObject("prompt_tokens_details")
                        .put("cached_tokens", usage.cachedRead())
                        .put("cache_write_tokens", usage.cachedWrite());
        if (usage.audioPrompt() > 0) {
            prompt.put("audio_tokens", usage.audioPrompt());
        }
        ObjectNode completion =
                counts.putObject("completion_tokens_details")
                        .put("reasoning_tokens", usage.reasoning());
        if (usage.audioCompletion() > 0) {
            completion.put("audio_tokens", usage.audioCompletion());
        }
        return counts;
    }
}
