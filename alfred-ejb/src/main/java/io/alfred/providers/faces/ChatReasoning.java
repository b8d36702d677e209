package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.Part;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reasoning in a chat, for which OpenAI has no place: the text in {@code reasoning_content}, as
 * DeepSeek and vLLM have it, and what the provider wants back in {@code reasoning_details}, as
 * OpenRouter has it.
 *
 * <p>The details repeat the text, so that each is whole and a client may send them back alone.
 */
final class ChatReasoning {
    static final String CONTENT = "reasoning_content";
    static final String DETAILS = "reasoning_details";

    private ChatReasoning() {}

    /** The details count where there are some. */
    static List<Part> read(Fields message) {
        Optional<String> also = message.text("reasoning");
        Optional<String> text = message.text(CONTENT).or(() -> also);
        List<Part> details = new ArrayList<>();
        for (Fields detail : message.objects(DETAILS)) {
            detail.hints("format", "id", "index");
            details.add(detail(detail));
            detail.done();
        }
        if (!details.isEmpty()) {
            return details;
        }
        return text.filter(words -> !words.isEmpty())
                .map(words -> List.<Part>of(new Part.Reasoned(words, Optional.empty())))
                .orElse(List.of());
    }

    private static Part detail(Fields detail) {
        String type = detail.requiredText("type");
        return switch (type) {
            case "reasoning.text" ->
                    new Part.Reasoned(detail.text("text").orElse(""), detail.text("signature"));
            case "reasoning.summary" ->
                    new Part.Reasoned(detail.text("summary").orElse(""), Optional.empty());
            case "reasoning.encrypted" -> new Part.Sealed(detail.requiredText("data"));
            default ->
                    throw detail.wrong(
                            "type",
                            Fields.quoted(type) + " is not known",
                            "send reasoning.text, reasoning.summary or reasoning.encrypted");
        };
    }

    /** Details are written only when there is something to send back. */
    static void put(ObjectNode message, List<Part> parts) {
        StringBuilder text = new StringBuilder();
        ArrayNode details = message.arrayNode();
        boolean wanted = false;
        for (Part part : parts) {
            if (part instanceof Part.Reasoned reasoned) {
                text.append(reasoned.text());
                details.add(text(details.size(), reasoned.text(), reasoned.signature()));
                wanted |= reasoned.signature().isPresent();
            } else if (part instanceof Part.Sealed sealed) {
                details.add(sealed(details.size(), sealed.data()));
                wanted = true;
            }
        }
        if (!text.isEmpty()) {
            message.put(CONTENT, text.toString());
        }
        if (wanted) {
            message.set(DETAILS, details);
        }
    }

    static ObjectNode text(int index, String text, Optional<String> signature) {
        ObjectNode detail = JsonText.object().put("type", "reasoning.text").put("text", text);
        signature.ifPresent(given -> detail.put("signature", given));
        return detail.put("index", index);
    }

    static ObjectNode sealed(int index, String data) {
        return JsonText.object()
                .put("type", "reasoning.encrypted")
                .put("data", data)
                .put("index", index);
    }
}
