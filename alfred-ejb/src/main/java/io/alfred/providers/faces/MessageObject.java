package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.ClientFace.Asked;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.StopReason;

import java.util.Optional;

/** Writes a whole message. */
final class MessageObject {
    /** The protocol demands counts; without a report there are none to tell. */
    private static final TokenUsage UNKNOWN = TokenUsage.reported(0, 0);

    private MessageObject() {}

    static ObjectNode of(Answer answer, Asked asked) {
        ObjectNode message = begun(asked, answer.id(), answer.model());
        boolean calls = false;
        for (Part part : answer.parts()) {
            block(part).ifPresent(message.withArray("content")::add);
            calls |= part instanceof Part.ToolCall;
        }
        end(message, Told.stop(answer.stop(), calls), answer.stopText());
        message.set("usage", usage(answer.usage()));
        return message;
    }

    /** A message without a word yet. */
    static ObjectNode begun(Asked asked, Optional<String> id, String model) {
        ObjectNode message =
                JsonText.object()
                        .put("id", Told.id("msg_", id, asked.id()))
                        .put("type", "message")
                        .put("role", "assistant")
                        .put("model", model);
        message.putArray("content");
        return message.putNull("container")
                .putNull("stop_reason")
                .putNull("stop_sequence")
                .putNull("stop_details");
    }

    /** A refusal has no block of its own. */
    private static Optional<ObjectNode> block(Part part) {
        return switch (part) {
            case Part.Text text -> Optional.of(text(text.text()));
            case Part.Refusal refusal -> Optional.of(text(refusal.text()));
            case Part.Reasoned reasoned ->
                    Optional.of(thinking(reasoned.text(), reasoned.signature().orElse("")));
            case Part.Sealed sealed -> Optional.of(sealed(sealed.data()));
            case Part.ToolCall call -> Optional.of(call(call, input(call.arguments())));
            case Part.Image ignored -> Optional.empty();
            case Part.Document ignored -> Optional.empty();
            case Part.Audio ignored -> Optional.empty();
            case Part.ToolResult ignored -> Optional.empty();
        };
    }

    static ObjectNode text(String text) {
        return JsonText.object().put("type", "text").put("text", text).putNull("citations");
    }

    static ObjectNode thinking(String text, String signature) {
        return JsonText.object()
                .put("type", "thinking")
                .put("thinking", text)
                .put("signature", signature);
    }

    static ObjectNode sealed(String data) {
        return JsonText.object().put("type", "redacted_thinking").put("data", data);
    }

    static ObjectNode call(Part.ToolCall call, ObjectNode input) {
        ObjectNode block =
                JsonText.object()
                        .put("type", "tool_use")
                        .put("id", call.id())
                        .put("name", call.name());
        block.set("input", input);
        block.putObject("caller").put("type", "direct");
        CallSignature.put(block, call.signature());
        return block;
    }

    /** The input has to be an object; arguments that are none are kept as a text in it. */
    private static ObjectNode input(String arguments) {
        return arguments.isBlank()
                ? JsonText.object()
                : JsonText.readObject(arguments)
                        .orElseGet(() -> JsonText.object().put("arguments", arguments));
    }

    static void end(ObjectNode told, StopReason reason, Optional<String> stopText) {
        told.put("stop_reason", word(reason));
        told.put("stop_sequence", stopText.orElse(null));
        told.putNull("stop_details");
        if (reason == StopReason.FILTERED) {
            told.putObject("stop_details")
                    .put("type", "refusal")
                    .putNull("category")
                    .putNull("explanation");
        }
    }

    private static String word(StopReason reason) {
        return switch (reason) {
            case DONE -> "end_turn";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case STOP_TEXT -> "stop_sequence";
            case FILTERED -> "refusal";
            case PAUSED -> "pause_turn";
        };
    }

    /** The cached parts stand apart from the input here. */
    static ObjectNode usage(Optional<TokenUsage> reported) {
        TokenUsage usage = reported.orElse(UNKNOWN);
        ObjectNode counts = sums(usage);
        counts.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", usage.cachedWrite() - usage.cachedWriteLong())
                .put("ephemeral_1h_input_tokens", usage.cachedWriteLong());
        return counts.putNull("inference_geo").put("service_tier", "standard");
    }

    /** What is told again at the end of a stream. */
    static ObjectNode sums(TokenUsage usage) {
        ObjectNode counts =
                JsonText.object()
                        .put("input_tokens", Told.fresh(usage))
                        .put("cache_creation_input_tokens", usage.cachedWrite())
                        .put("cache_read_input_tokens", usage.cachedRead())
                        .put("output_tokens", usage.completion());
        counts.putObject("output_tokens_details").put("thinking_tokens", usage.reasoning());
        return counts.putNull("server_tool_use");
    }

    static ObjectNode sums(Optional<TokenUsage> usage) {
        return sums(usage.orElse(UNKNOWN));
    }
}
