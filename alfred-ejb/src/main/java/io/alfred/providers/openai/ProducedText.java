package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.http.StreamWatch;

import java.util.TreeMap;

/**
 * What a model wrote, gathered per choice: text, refusals, visible reasoning, the words of what it
 * spoke and the names and arguments of tool calls; of legacy completions the text of each choice.
 */
final class ProducedText {
    private static final int CHOICES_MAX = 128;

    private final TreeMap<Integer, StringBuilder> choices = new TreeMap<>();
    private long chars;

    /**
     * Adds the choices of a whole answer ({@code message}) or of one event ({@code delta}).
     *
     * @return false when the answer grew beyond its bound
     */
    boolean add(JsonNode answer, String member) {
        for (JsonNode choice : answer.path("choices")) {
            JsonNode message = choice.path(member);
            int index = Math.clamp(choice.path("index").asInt(), 0, CHOICES_MAX);
            add(index, choice.path("text"));
            addContent(index, message.path("content"));
            add(index, message.path("refusal"));
            add(index, message.path("audio").path("transcript"));
            add(index, message.path("reasoning_content"));
            add(index, message.path("reasoning"));
            addCall(index, message.path("function_call"));
            for (JsonNode call : message.path("tool_calls")) {
                addCall(index, call.path("function"));
                addCall(index, call.path("custom"));
            }
        }
        return chars <= StreamWatch.CHARS_MAX;
    }

    /** A text, or parts of it, those of Mistral's thinking among them. */
    private void addContent(int index, JsonNode content) {
        add(index, content);
        if (content.isArray()) {
            for (JsonNode part : content) {
                add(index, part.path("text"));
                part.path("thinking").forEach(thought -> add(index, thought.path("text")));
            }
        }
    }

    private void addCall(int index, JsonNode function) {
        add(index, function.path("name"));
        add(index, function.path("arguments"));
        add(index, function.path("input"));
    }

    private void add(int index, JsonNode text) {
        if (text.isTextual() && chars <= StreamWatch.CHARS_MAX) {
            chars += text.textValue().length();
            choices.computeIfAbsent(index, i -> new StringBuilder()).append(text.textValue());
        }
    }

    /** All choices, one after the other. */
    @Override
    public String toString() {
        return String.join("", choices.values());
    }
}
