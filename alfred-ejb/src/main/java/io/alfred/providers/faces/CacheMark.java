package io.alfred.providers.faces;

import io.alfred.providers.dialogue.Part;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Marks up to which a prompt is to be cached.
 *
 * <p>How long it stays, {@code ttl}, is left out: it changes no answer.
 */
final class CacheMark {
    private CacheMark() {}

    /** Reads Anthropic's mark, which many clients of OpenAI's protocol send too, and OpenAI's. */
    static boolean in(Fields fields) {
        boolean control = anthropic(fields);
        boolean breakpoint =
                fields.object("prompt_cache_breakpoint").map(CacheMark::openai).isPresent();
        return control || breakpoint;
    }

    static boolean anthropic(Fields fields) {
        return fields.object("cache_control")
                .map(
                        control -> {
                            control.onlyWord("type", "ephemeral");
                            control.hints("ttl");
                            control.done();
                            return true;
                        })
                .orElse(false);
    }

    private static boolean openai(Fields breakpoint) {
        breakpoint.onlyWord("mode", "explicit");
        breakpoint.hints("ttl");
        breakpoint.done();
        return true;
    }

    /** The parts with a mark on the last one that can carry it. */
    static List<Part> onLast(List<Part> parts) {
        List<Part> marked = new ArrayList<>(parts);
        for (int i = marked.size() - 1; i >= 0; i--) {
            Optional<Part> with = on(marked.get(i));
            if (with.isPresent()) {
                marked.set(i, with.get());
                return marked;
            }
        }
        return marked;
    }

    /** The part with a mark; empty when it can carry none. */
    private static Optional<Part> on(Part part) {
        return switch (part) {
            case Part.Text text -> Optional.of(new Part.Text(text.text(), true));
            case Part.Image image ->
                    Optional.of(new Part.Image(image.media(), image.detail(), true));
            case Part.Document file ->
                    Optional.of(new Part.Document(file.media(), file.name(), true));
            case Part.ToolResult result ->
                    Optional.of(
                            new Part.ToolResult(
                                    result.callId(), result.content(), result.failed(), true));
            case Part.Audio ignored -> Optional.empty();
            case Part.ToolCall ignored -> Optional.empty();
            case Part.Reasoned ignored -> Optional.empty();
            case Part.Sealed ignored -> Optional.empty();
            case Part.Refusal ignored -> Optional.empty();
        };
    }
}
