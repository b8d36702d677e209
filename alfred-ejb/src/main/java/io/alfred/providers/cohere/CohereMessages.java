package io.alfred.providers.cohere;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.Turn;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes {@code messages}.
 *
 * <p>Tool results are messages of their own there. What the model says before it calls tools is its
 * {@code tool_plan}; a whole answer reads it back as text.
 */
final class CohereMessages {
    /** Cohere has no field for it, and the model must know. */
    private static final String FAILED = "The tool failed.";

    private static final Set<String> DETAILS = Set.of("auto", "low", "high");

    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();

    private CohereMessages() {}

    static ArrayNode of(Dialogue dialogue) {
        CohereMessages made = new CohereMessages();
        made.system(dialogue.system());
        for (Turn turn : dialogue.turns()) {
            switch (turn.role()) {
                case USER -> made.user(turn.parts());
                case ASSISTANT -> made.assistant(turn.parts());
            }
        }
        return made.messages;
    }

    private void system(List<Part.Text> texts) {
        if (!texts.isEmpty()) {
            content(message("system"), texts.stream().map(text -> block(text.text())).toList());
        }
    }

    private ObjectNode message(String role) {
        return messages.addObject().put("role", role);
    }

    /** One text as it is, anything else as a list of blocks. */
    private static void content(ObjectNode message, List<ObjectNode> blocks) {
        boolean plain =
                blocks.size() == 1 && blocks.getFirst().path("type").asText().equals("text");
        if (plain) {
            message.set("content", blocks.getFirst().path("text"));
        } else {
            message.putArray("content").addAll(blocks);
        }
    }

    private static ObjectNode block(String text) {
        return JsonNodeFactory.instance.objectNode().put("type", "text").put("text", text);
    }

    private void user(List<Part> parts) {
        List<ObjectNode> said = new ArrayList<>();
        for (Part part : parts) {
            switch (part) {
                case Part.ToolResult result -> {
                    say(said);
                    toolResult(result);
                }
                case Part.Text text -> said.add(block(text.text()));
                case Part.Image image -> said.add(image(image));
                case Part.Document document -> throw untold("documents", "send its text");
                case Part.Audio audio -> throw untold("audio", "send its transcript");
                case Part.Refusal refusal -> said.add(block(refusal.text()));
                case Part.Reasoned reasoned -> throw misplaced();
                case Part.Sealed sealed -> throw misplaced();
                case Part.ToolCall call -> throw misplaced();
            }
        }
        say(said);
    }

    private void say(List<ObjectNode> said) {
        if (!said.isEmpty()) {
            content(message("user"), said);
            said.clear();
        }
    }

    private void toolResult(Part.ToolResult result) {
        ObjectNode message = message("tool").put("tool_call_id", result.callId());
        ArrayNode content = message.putArray("content");
        if (result.failed()) {
            content.add(block(FAILED));
        }
        for (Part part : result.content()) {
            if (!(part instanceof Part.Text text)) {
                throw AlfredException.invalid(
                        "messages",
                        "Cohere takes nothing but text as a tool's result",
                        "send the result as text");
            }
            content.add(block(text.text()));
        }
        if (content.isEmpty()) {
            content.add(block(""));
        }
    }

    private static ObjectNode image(Part.Image image) {
        ObjectNode block = JsonNodeFactory.instance.objectNode().put("type", "image_url");
        String url =
                switch (image.media()) {
                    case Media.Inline inline ->
                            "data:" + inline.type() + ";base64," + inline.base64();
                    case Media.Link link -> link.url();
                    case Media.Stored stored ->
                            throw untold("stored files", "send the image as base64 or as a URL");
                };
        ObjectNode target = block.putObject("image_url").put("url", url);
        image.detail()
                .ifPresent(
                        detail -> {
                            if (!DETAILS.contains(detail)) {
                                throw untold(
                                        "the image detail \"" + detail + "\"",
                                        "send \"auto\", \"low\" or \"high\"");
                            }
                            target.put("detail", detail);
                        });
        return block;
    }

    private void assistant(List<Part> parts) {
        List<ObjectNode> said = new ArrayList<>();
        List<Part.ToolCall> calls = new ArrayList<>();
        for (Part part : parts) {
            switch (part) {
                case Part.Text text -> said.add(block(text.text()));
                case Part.Refusal refusal -> said.add(block(refusal.text()));
                case Part.Reasoned reasoned ->
                        said.add(
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put("type", "thinking")
                                        .put("thinking", reasoned.text()));
                case Part.ToolCall call -> calls.add(call);
                case Part.Sealed sealed ->
                        throw untold(
                                "another provider's sealed reasoning",
                                "leave it out of the messages");
                case Part.Image image -> throw misplaced();
                case Part.Document document -> throw misplaced();
                case Part.Audio audio -> throw misplaced();
                case Part.ToolResult result -> throw misplaced();
            }
        }
        said.removeIf(
                block -> block.path("text").isTextual() && block.path("text").asText().isEmpty());
        if (calls.isEmpty()) {
            if (!said.isEmpty()) {
                content(message("assistant"), said);
            }
        } else {
            calling(said, calls);
        }
    }

    private void calling(List<ObjectNode> said, List<Part.ToolCall> calls) {
        ObjectNode message = message("assistant");
        List<ObjectNode> thought = said.stream().filter(block -> block.has("thinking")).toList();
        if (!thought.isEmpty()) {
            message.putArray("content").addAll(thought);
        }
        String plan =
                said.stream()
                        .filter(block -> block.has("text"))
                        .map(block -> block.path("text").asText())
                        .collect(Collectors.joining());
        if (!plan.isEmpty()) {
            message.put("tool_plan", plan);
        }
        ArrayNode list = message.putArray("tool_calls");
        for (Part.ToolCall call : calls) {
            list.addObject()
                    .put("id", call.id())
                    .put("type", "function")
                    .putObject("function")
                    .put("name", call.name())
                    .put("arguments", call.arguments());
        }
    }

    private static AlfredException untold(String what, String fix) {
        return AlfredException.invalid("messages", "Cohere does not take " + what, fix);
    }

    private static AlfredException misplaced() {
        return AlfredException.invalid(
                "messages",
                "a message has a part that its role cannot have",
                "send tool calls and reasoning as the assistant's, files and results as the"
                        + " user's");
    }
}
