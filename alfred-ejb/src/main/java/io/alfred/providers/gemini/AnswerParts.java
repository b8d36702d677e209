package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.StopReason;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads the parts of a candidate, of one answer or of its pieces one after the other.
 *
 * <p>A tool call without an id gets one that follows from the answer, its place and what it says,
 * so that the same answer read twice names its calls alike.
 */
final class AnswerParts {
    private static final int ID_BYTES = 12;

    private final String responseId;
    private int calls;

    AnswerParts(String responseId) {
        this.responseId = responseId;
    }

    /** How many tools were called so far. */
    int calls() {
        return calls;
    }

    /** The next parts, in their order; what is none of this protocol is passed over. */
    List<Part> read(JsonNode candidate) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode part : candidate.path("content").path("parts")) {
            Optional<String> signature =
                    Optional.of(JsonText.text(part, "thoughtSignature"))
                            .filter(text -> !text.isEmpty())
                            .filter(text -> text.length() <= Signatures.CHARS_MAX);
            if (part.get("functionCall") instanceof ObjectNode call) {
                call(call, signature).ifPresent(parts::add);
            } else if (part.get("inlineData") instanceof ObjectNode data) {
                picture(data).ifPresent(parts::add);
            } else {
                text(part, signature, parts);
            }
        }
        return parts;
    }

    private static void text(JsonNode part, Optional<String> signature, List<Part> parts) {
        String text = JsonText.text(part, "text");
        Optional<String> marked = signature.map(Signatures::marked);
        if (part.path("thought").booleanValue()) {
            if (!text.isEmpty() || marked.isPresent()) {
                parts.add(new Part.Reasoned(text, marked));
            }
            return;
        }
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
        marked.map(Part.Sealed::new).ifPresent(parts::add);
    }

    private Optional<Part> call(ObjectNode call, Optional<String> signature) {
        String name = JsonText.text(call, "name");
        JsonNode args = call.path("args");
        boolean none = args.isMissingNode() || args.isNull();
        if (name.isEmpty() || !(none || args.isObject())) {
            return Optional.empty();
        }
        String arguments = none ? "{}" : JsonText.of(args);
        String given = JsonText.text(call, "id");
        String id = given.isBlank() ? madeUp(name, arguments) : given;
        calls++;
        return Optional.of(new Part.ToolCall(id, name, arguments, signature));
    }

    private static Optional<Part> picture(ObjectNode data) {
        String type = JsonText.text(data, "mimeType");
        String base64 = JsonText.text(data, "data");
        return type.startsWith("image/") && !base64.isEmpty()
                ? Optional.of(
                        new Part.Image(
                                new Part.Media.Inline(type, base64), Optional.empty(), false))
                : Optional.empty();
    }

    private String madeUp(String name, String arguments) {
        String content = String.join("\n", responseId, Integer.toString(calls), name, arguments);
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(content.getBytes(StandardCharsets.UTF_8));
            return "call_" + HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Why the answer ended.
     *
     * <p>Google does not tell a stop text from a proper end. All but these two reasons say that the
     * output was withheld, given up or could not be used, such as {@code SAFETY}, {@code
     * RECITATION} or {@code MALFORMED_FUNCTION_CALL}: nobody may take such an answer for a whole
     * one.
     */
    StopReason stop(String finishReason) {
        return switch (finishReason) {
            case "STOP" -> calls > 0 ? StopReason.TOOL_CALLS : StopReason.DONE;
            case "MAX_TOKENS" -> StopReason.LENGTH;
            default -> StopReason.FILTERED;
        };
    }
}
