package io.alfred.providers.faces;

import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.StopReason;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Answers by chance, and the events in which they may come. */
final class AnyAnswer {
    private static final String[] SIGNS = {
        "a", "\"", "\\", "{", "}", "\n", "\r", "\u0000", "\u2028", "\u0085", "é", "語", "👩‍👧",
        "𝒳", "\ud83d"
    };

    private final Random random;

    AnyAnswer(long seed) {
        this.random = new Random(seed);
    }

    /** Parts of which no two that follow each other would run together in a stream. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        int calls = 0;
        for (int i = random.nextInt(7); i >= 0; i--) {
            Part part = part(calls);
            boolean runsTogether =
                    !parts.isEmpty()
                            && parts.getLast().getClass() == part.getClass()
                            && isWords(part);
            if (!runsTogether) {
                parts.add(part);
                calls += part instanceof Part.ToolCall ? 1 : 0;
            }
        }
        return parts;
    }

    private static boolean isWords(Part part) {
        return !(part instanceof Part.ToolCall) && !(part instanceof Part.Sealed);
    }

    private Part part(int calls) {
        return switch (random.nextInt(6)) {
            case 0 -> new Part.Text(text());
            case 1 -> new Part.Refusal(text());
            case 2 -> new Part.Reasoned(text(), signature());
            case 3 -> new Part.Sealed(text());
            default -> new Part.ToolCall("call_" + calls, "f" + calls, arguments(), signature());
        };
    }

    private Optional<String> signature() {
        return random.nextBoolean() ? Optional.of(text()) : Optional.empty();
    }

    private String arguments() {
        return JsonText.of(
                JsonText.object()
                        .put("k\u2028" + random.nextInt(9), text())
                        .put("n", random.nextLong())
                        .set("o", JsonText.object().put("p", text())));
    }

    private String text() {
        StringBuilder text = new StringBuilder("t");
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(SIGNS[random.nextInt(SIGNS.length)]);
        }
        // a half sign at the end of one text would pair with the begin of the next
        return text.append('.').toString();
    }

    /** Cut anywhere, also within a sign; the arguments of neighbouring calls in turns. */
    List<AnswerEvent> events(List<Part> parts) {
        List<AnswerEvent> events = Said.started();
        List<List<AnswerEvent>> turns = new ArrayList<>();
        int calls = 0;
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                int index = calls++;
                events.add(
                        new AnswerEvent.ToolCallBegun(
                                index, call.id(), call.name(), call.signature()));
                turns.add(
                        pieces(call.arguments()).stream()
                                .<AnswerEvent>map(p -> new AnswerEvent.ToolArguments(index, p))
                                .toList());
            } else {
                inTurns(turns, events);
                add(events, part);
            }
        }
        inTurns(turns, events);
        events.add(new AnswerEvent.Stopped(StopReason.DONE, Optional.empty()));
        events.add(new AnswerEvent.Reported(Said.USAGE));
        events.add(new AnswerEvent.Ended());
        return events;
    }

    private static void inTurns(List<List<AnswerEvent>> turns, List<AnswerEvent> events) {
        int longest = turns.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (List<AnswerEvent> turn : turns) {
                if (i < turn.size()) {
                    events.add(turn.get(i));
                }
            }
        }
        turns.clear();
    }

    private void add(List<AnswerEvent> events, Part part) {
        switch (part) {
            case Part.Text t ->
                    pieces(t.text()).forEach(p -> events.add(new AnswerEvent.TextPiece(p)));
            case Part.Refusal r ->
                    pieces(r.text()).forEach(p -> events.add(new AnswerEvent.RefusalPiece(p)));
            case Part.Reasoned r -> {
                pieces(r.text()).forEach(p -> events.add(new AnswerEvent.ReasoningPiece(p)));
                r.signature().map(AnswerEvent.ReasoningSigned::new).ifPresent(events::add);
            }
            case Part.Sealed sealed -> events.add(new AnswerEvent.SealedReasoning(sealed.data()));
            default -> throw new AssertionError(part);
        }
    }

    private List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(5));
            pieces.add(text.substring(at, end));
            at = end;
        }
        return pieces;
    }
}
