package io.alfred.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sandbox's legacy completions: every prompt is echoed, {@code n} times.
 *
 * <p>Honours {@code max_tokens}, {@code n}, {@code best_of}, {@code echo} and {@code
 * include_usage}.
 */
final class SandboxCompletions {
    private static final int CHOICES_MAX = 128;

    private final InstantSource clock;

    SandboxCompletions(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * One choice.
     *
     * @param shown the prompt before its answer, when it is to be shown
     */
    private record Choice(String shown, String text, boolean cut) {}

    ProviderReply answer(ProviderCall call) {
        int n = choices(call, "n");
        int written = Math.max(n, choices(call, "best_of"));
        List<Choice> choices = new ArrayList<>();
        long completion = 0;
        for (String prompt : prompts(call.request().path("prompt"))) {
            Choice choice = choice(call, prompt);
            completion += written * call.countTokens().applyAsLong(choice.text());
            for (int i = 0; i < n; i++) {
                choices.add(choice);
            }
        }
        TokenUsage usage = TokenUsage.reported(call.promptTokens(), completion);
        return call.stream()
                ? new ProviderReply.Stream(new SandboxStream(events(call, choices, usage), usage))
                : whole(call, choices, usage);
    }

    private static int choices(ProviderCall call, String field) {
        return Math.clamp(call.request().path(field).asInt(1), 1, CHOICES_MAX);
    }

    /** Token ids are echoed as they are. */
    private static List<String> prompts(JsonNode prompt) {
        if (!prompt.isArray() || prompt.path(0).isNumber()) {
            return List.of(text(prompt));
        }
        List<String> prompts = new ArrayList<>();
        for (JsonNode one : prompt) {
            prompts.add(text(one));
        }
        return prompts;
    }

    private static String text(JsonNode prompt) {
        return prompt.isArray() ? prompt.toString() : prompt.asText("");
    }

    private static Choice choice(ProviderCall call, String prompt) {
        String full = SandboxAdapter.PREFIX + prompt;
        String text = SandboxAdapter.cut(call, full, SandboxAdapter.tokensMax(call, "max_tokens"));
        boolean echo = call.request().path("echo").asBoolean(false);
        return new Choice(echo ? prompt : "", text, text.length() < full.length());
    }

    private ProviderReply whole(ProviderCall call, List<Choice> choices, TokenUsage usage) {
        ObjectNode body = head(call);
        StringBuilder text = new StringBuilder();
        for (Choice choice : choices) {
            int index = body.path("choices").size();
            add(body, index, choice.shown() + choice.text())
                    .put("finish_reason", choice.cut() ? "length" : "stop");
            text.append(choice.text());
        }
        body.set("usage", SandboxAdapter.usage(usage));
        return new ProviderReply.Whole(
                200,
                Map.of("content-type", "application/json"),
                ExactJson.write(body),
                Optional.of(usage),
                text.toString());
    }

    private ObjectNode head(ProviderCall call) {
        ObjectNode head =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", "cmpl-" + call.txId())
                        .put("object", "text_completion")
                        .put("created", clock.instant().getEpochSecond())
                        .put("model", call.model().id())
                        .put("system_fingerprint", "sandbox");
        head.putArray("choices");
        return head;
    }

    private static ObjectNode add(ObjectNode body, int index, String text) {
        return body.withArray("choices")
                .addObject()
                .put("text", text)
                .put("index", index)
                .putNull("logprobs")
                .putNull("finish_reason");
    }

    private List<SandboxStream.Piece> events(
            ProviderCall call, List<Choice> choices, TokenUsage usage) {
        List<SandboxStream.Piece> events = new ArrayList<>();
        for (int i = 0; i < choices.size(); i++) {
            Choice choice = choices.get(i);
            if (!choice.shown().isEmpty()) {
                events.add(event(chunk(call, i, choice.shown(), ""), ""));
            }
            for (String piece : SandboxAdapter.pieces(choice.text())) {
                events.add(event(chunk(call, i, piece, ""), piece));
            }
            events.add(event(chunk(call, i, "", choice.cut() ? "length" : "stop"), ""));
        }
        if (call.request().path("stream_options").path("include_usage").asBoolean(false)) {
            ObjectNode last = head(call);
            last.set("usage", SandboxAdapter.usage(usage));
            events.add(event(last, ""));
        }
        events.add(piece("[DONE]", ""));
        return events;
    }

    private ObjectNode chunk(ProviderCall call, int index, String text, String finish) {
        ObjectNode chunk = head(call);
        ObjectNode choice = add(chunk, index, text);
        if (!finish.isEmpty()) {
            choice.put("finish_reason", finish);
        }
        return chunk;
    }

    private static SandboxStream.Piece event(ObjectNode chunk, String written) {
        return piece(chunk.toString(), written);
    }

    private static SandboxStream.Piece piece(String data, String written) {
        return new SandboxStream.Piece(
                ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8), written);
    }
}
