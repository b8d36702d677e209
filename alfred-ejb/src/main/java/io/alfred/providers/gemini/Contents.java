package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.Role;
import io.alfred.providers.dialogue.Part;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds {@code contents} from the turns of a dialogue.
 *
 * <p>Google wants all results of parallel calls in one content, right after the calls. So turns of
 * the same side become one, and results stand apart from what the user says besides.
 */
final class Contents {
    private static final String MESSAGES = "messages";
    private static final String TEXT = "text";
    private static final String SIGNATURE = "thoughtSignature";

    private final Dialogue dialogue;
    private final ModelName model;
    private final MediaParts media;
    private final ArrayNode contents = JsonNodeFactory.instance.arrayNode();
    private Speaker speaker = Speaker.NOBODY;
    private ArrayNode parts = JsonNodeFactory.instance.arrayNode();
    private boolean called;

    /** Whose content is being written. */
    private enum Speaker {
        NOBODY,
        USER,
        TOOLS,
        MODEL
    }

    Contents(Dialogue dialogue, ModelName model, GeminiApi api) {
        this.dialogue = dialogue;
        this.model = model;
        this.media = new MediaParts(api);
    }

    /**
     * All turns.
     *
     * @throws AlfredException {@code INVALID_REQUEST} when nothing is said, or something that
     *     Google cannot be told
     */
    ArrayNode write() {
        for (Dialogue.Turn turn : dialogue.turns()) {
            Speaker side = turn.role() == Role.USER ? Speaker.USER : Speaker.MODEL;
            turn.parts().forEach(part -> write(part, side));
        }
        if (contents.isEmpty()) {
            throw AlfredException.invalid(
                    MESSAGES, "no message says anything", "send at least one text");
        }
        return contents;
    }

    private void write(Part part, Speaker side) {
        switch (part) {
            case Part.Text text -> text(text.text(), side);
            case Part.Refusal refusal -> text(refusal.text(), side);
            case Part.Image image -> media.writePicture(add(side), image.media());
            case Part.Document document -> media.write(add(side), document.media(), "file");
            case Part.Audio audio -> media.write(add(side), audio.media(), "input_audio");
            case Part.ToolCall call -> call(call);
            case Part.ToolResult result -> result(result);
            case Part.Reasoned reasoned ->
                    reasoned.signature()
                            .flatMap(Signatures::unmarked)
                            .ifPresent(signature -> thought(reasoned.text(), signature));
            case Part.Sealed sealed ->
                    Signatures.unmarked(sealed.data()).ifPresent(this::signature);
        }
    }

    /** Google refuses a part without text. */
    private void text(String text, Speaker side) {
        if (!text.isEmpty()) {
            add(side).put(TEXT, text);
        }
    }

    private void thought(String text, String signature) {
        add(Speaker.MODEL).put(TEXT, text).put("thought", true).put(SIGNATURE, signature);
    }

    /** One that came with a text goes back with it; one that came alone, alone. */
    private void signature(String signature) {
        boolean follows =
                speaker == Speaker.MODEL
                        && parts.path(parts.size() - 1).has(TEXT)
                        && !parts.path(parts.size() - 1).has(SIGNATURE);
        ObjectNode part =
                follows && parts.get(parts.size() - 1) instanceof ObjectNode last
                        ? last
                        : add(Speaker.MODEL).put(TEXT, "");
        part.put(SIGNATURE, signature);
    }

    /** From Gemini 3 on, the first call of a step has to be signed. */
    private void call(Part.ToolCall call) {
        ObjectNode part = add(Speaker.MODEL);
        String what = "the arguments of tool call \"" + call.id() + "\"";
        part.putObject("functionCall")
                .put("id", call.id())
                .put("name", call.name())
                .putRawValue(
                        "args",
                        JsonText.raw(
                                call.arguments().isBlank() ? "{}" : call.arguments(),
                                MESSAGES,
                                what));
        Optional<String> foreign =
                model.fromThree() && !called
                        ? Optional.of(Signatures.FOREIGN_CALL)
                        : Optional.empty();
        call.signature().or(() -> foreign).ifPresent(signed -> part.put(SIGNATURE, signed));
        called = true;
    }

    private void result(Part.ToolResult result) {
        String name =
                dialogue.toolOf(result.callId())
                        .orElseThrow(
                                () ->
                                        AlfredException.invalid(
                                                MESSAGES,
                                                "a tool result answers call \""
                                                        + result.callId()
                                                        + "\", which is in no message",
                                                "send the assistant's message with that tool call"
                                                        + " before its result"));
        ObjectNode response =
                add(Speaker.TOOLS)
                        .putObject("functionResponse")
                        .put("id", result.callId())
                        .put("name", name);
        List<String> texts = new ArrayList<>();
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        result.content().forEach(part -> content(part, texts, shown));
        response.putObject("response")
                .put(result.failed() ? "error" : "output", String.join("\n", texts));
        if (!shown.isEmpty()) {
            response.set("parts", shown);
        }
    }

    private void content(Part part, List<String> texts, ArrayNode shown) {
        switch (part) {
            case Part.Text text -> texts.add(text.text());
            case Part.Refusal refusal -> texts.add(refusal.text());
            case Part.Image image -> show(shown, image.media());
            case Part.Document document -> show(shown, document.media());
            case Part.Audio audio -> show(shown, audio.media());
            case Part.ToolCall call -> throw nested();
            case Part.ToolResult result -> throw nested();
            case Part.Reasoned reasoned -> throw nested();
            case Part.Sealed sealed -> throw nested();
        }
    }

    private void show(ArrayNode shown, Part.Media content) {
        if (!model.fromThree()) {
            throw AlfredException.invalid(
                    MESSAGES,
                    "model \"" + model.name() + "\" takes texts only as results of tools",
                    "describe the picture in words, or ask Gemini 3 or later");
        }
        media.writeResult(shown.addObject(), content, MESSAGES);
    }

    private static AlfredException nested() {
        return AlfredException.invalid(
                MESSAGES,
                "a tool result holds something else than texts and media",
                "send texts, pictures and documents as results");
    }

    /** A new part of the content of this speaker, which follows or begins. */
    private ObjectNode add(Speaker next) {
        if (speaker != next) {
            speaker = next;
            called = false;
            parts =
                    contents.addObject()
                            .put("role", next == Speaker.MODEL ? "model" : "user")
                            .putArray("parts");
        }
        return parts.addObject();
    }
}
