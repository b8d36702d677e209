package io.alfred.providers.faces;

import io.alfred.providers.dialogue.CacheStay;
import io.alfred.providers.dialogue.Part;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Marks up to which a prompt is to be cached.
 *
 * <p>The {@code ttl} of OpenAI's mark is left out: it changes no answer, and none of its values is
 * known elsewhere.
 */
final class CacheMark {
    private static final Map<String, CacheStay> STAYS =
            Map.of("5m", CacheStay.SHORT, "1h", CacheStay.HOUR);

    private CacheMark() {}

    /** Reads Anthropic's mark, which many clients of OpenAI's protocol send too, and OpenAI's. */
    static CacheStay in(Fields fields) {
        CacheStay control = anthropic(fields);
        return fields.object("prompt_cache_breakpoint")
                .map(CacheMark::openai)
                .map(control::or)
                .orElse(control);
    }

    static CacheStay anthropic(Fields fields) {
        return fields.object("cache_control")
                .map(
                        control -> {
                            control.onlyWord("type", "ephemeral");
                            CacheStay stay = control.choice("ttl", STAYS).orElse(CacheStay.SHORT);
                            control.done();
                            return stay;
                        })
                .orElse(CacheStay.UNMARKED);
    }

    private static CacheStay openai(Fields breakpoint) {
        breakpoint.onlyWord("mode", "explicit");
        breakpoint.hints("ttl");
        breakpoint.done();
        return CacheStay.SHORT;
    }

    /** The parts with a mark on the last one that can carry it; as they are without a mark. */
    static List<Part> onLast(CacheStay stay, List<Part> parts) {
        List<Part> marked = new ArrayList<>(parts);
        for (int i = stay.marked() ? marked.size() - 1 : -1; i >= 0; i--) {
            Optional<Part> with = on(marked.get(i), stay);
            if (with.isPresent()) {
                marked.set(i, with.get());
                return marked;
            }
        }
        return marked;
    }

    /** The part with a mark; empty when it can carry none. */
    private static Optional<Part> on(Part part, CacheStay stay) {
        return switch (part) {
            case Part.Text text -> Optional.of(new Part.Text(text.text(), text.stay().or(stay)));
            case Part.Image image ->
                    Optional.of(
                            new Part.Image(image.media(), image.detail(), image.stay().or(stay)));
            case Part.Document file ->
                    Optional.of(new Part.Document(file.media(), file.name(), file.stay().or(stay)));
            case Part.ToolResult result ->
                    Optional.of(
                            new Part.ToolResult(
                                    result.callId(),
                                    result.content(),
                                    result.failed(),
                                    result.stay().or(stay)));
            case Part.Audio ignored -> Optional.empty();
            case Part.ToolCall ignored -> Optional.empty();
            case Part.Reasoned ignored -> Optional.empty();
            case Part.Sealed ignored -> Optional.empty();
            case Part.Refusal ignored -> Optional.empty();
        };
    }
}
