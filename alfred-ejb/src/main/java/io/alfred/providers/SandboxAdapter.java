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
 * The built-in provider: it answers with the last user message, without any network.
 *
 * <p>It counts real tokens, honours {@code max_tokens}, {@code n}, {@code stream} and {@code
 * include_usage}, and marks every answer with {@code "system_fingerprint":"sandbox"}. Every other
 * endpoint is answered by a class of its own.
 */
final class SandboxAdapter {
    /** What every answer starts with, so that nobody takes it for a model's. */
    static final String PREFIX = "echo: ";

    private static final int CHOICES_MAX = 128;
    private static final int PIECES_MAX = 64;

    private final InstantSource clock;

    SandboxAdapter(InstantSource clock) {
        this.clock = clock;
    }

    ProviderReply send(ProviderCall call) {
        return switch (call.endpoint()) {
            case CHAT -> chat(call);
            case RESPONSES -> new SandboxResponses(clock).answer(call);
            case COMPLETIONS -> new SandboxCompletions(clock).answer(call);
            case EMBEDDINGS -> SandboxVectors.answer(call);
            case MODERATIONS -> SandboxModeration.answer(call);
            case MESSAGES, COUNT_TOKENS -> SandboxMessages.send(call);
            case IMAGES, SPEECH, TRANSCRIPTIONS, TRANSLATIONS ->
                    throw new IllegalArgumentException("not answered here: " + call.endpoint());
        };
    }

    private ProviderReply chat(ProviderCall call) {
        Answer answer = answer(call);
        return call.stream()
                ? new ProviderReply.Stream(stream(call, answer))
                : new ProviderReply.Whole(
                        200,
                        Map.of("content-type", "application/json"),
                        whole(call, answer),
                        Optional.of(answer.usage()),
                        answer.text().repeat(answer.choices()));
    }

    /** The same text for every choice. */
    private record Answer(String text, boolean cut, int choices, TokenUsage usage) {
        String finishReason() {
            return cut ? "length" : "stop";
        }
    }

    private static Answer answer(ProviderCall call) {
        ObjectNode request = call.request();
        String full = PREFIX + lastUserText(request.path("messages"));
        String text = cut(call, full, tokensMax(call, "max_completion_tokens", "max_tokens"));
        int choices = Math.clamp(request.path("n").asInt(1), 1, CHOICES_MAX);
        long completion = choices * call.countTokens().applyAsLong(text);
        return new Answer(
                text,
                text.length() < full.length(),
                choices,
                TokenUsage.reported(call.promptTokens(), completion));
    }

    /** The least of the model's limit and those of the request. */
    static long tokensMax(ProviderCall call, String... fields) {
        long max = call.model().maxOutputTokens();
        for (String field : fields) {
            if (call.request().path(field).isIntegralNumber()) {
                JsonNode limit = call.request().path(field);
                max = limit.canConvertToLong() ? Math.min(max, limit.longValue()) : max;
            }
        }
        return max;
    }

    static String lastUserText(JsonNode messages) {
        String text = "";
        for (JsonNode message : messages) {
            if (message.path("role").asText().equals("user")) {
                text = text(message.path("content"));
            }
        }
        return text;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder parts = new StringBuilder();
        for (JsonNode part : content) {
            parts.append(part.path("text").asText(""));
        }
        return parts.toString();
    }

    /** The longest start of the text that binary search finds to be at most so many tokens. */
    static String cut(ProviderCall call, String text, long tokensMax) {
        // No token is shorter than a byte or, in this vocabulary, longer than 128 characters.
        String start = text.substring(0, (int) Math.min(text.length(), 128 * tokensMax));
        if (call.countTokens().applyAsLong(start) <= tokensMax) {
            return start;
        }
        int fits = 0;
        int tooLong = start.length();
        while (tooLong - fits > 1) {
            int middle = (fits + tooLong) >>> 1;
            if (call.countTokens().applyAsLong(prefix(start, middle)) <= tokensMax) {
                fits = middle;
            } else {
                tooLong = middle;
            }
        }
        return prefix(start, fits);
    }

    /** A start of the text that does not end inside a character. */
    private static String prefix(String text, int chars) {
        boolean inside = chars > 0 && Character.isHighSurrogate(text.charAt(chars - 1));
        return text.substring(0, inside ? chars - 1 : chars);
    }

    private byte[] whole(ProviderCall call, Answer answer) {
        ObjectNode body = head(call, "chat.completion");
        for (int i = 0; i < answer.choices(); i++) {
            ObjectNode choice = body.withArray("choices").addObject().put("index", i);
            choice.putObject("message")
                    .put("role", "assistant")
                    .put("content", answer.text())
                    .putNull("refusal");
            choice.putNull("logprobs").put("finish_reason", answer.finishReason());
        }
        body.set("usage", usage(answer.usage()));
        return ExactJson.write(body);
    }

    private ObjectNode head(ProviderCall call, String object) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", "chatcmpl-" + call.txId())
                .put("object", object)
                .put("created", clock.instant().getEpochSecond())
                .put("model", call.model().id())
                .put("system_fingerprint", "sandbox");
    }

    static ObjectNode usage(TokenUsage usage) {
        ObjectNode node =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("prompt_tokens", usage.prompt())
                        .put("completion_tokens", usage.completion())
                        .put("total_tokens", usage.prompt() + usage.completion());
        node.putObject("prompt_tokens_details").put("cached_tokens", 0);
        node.putObject("completion_tokens_details").put("reasoning_tokens", 0);
        return node;
    }

    private SandboxStream stream(ProviderCall call, Answer answer) {
        boolean includeUsage =
                call.request().path("stream_options").path("include_usage").asBoolean(false);
        List<SandboxStream.Piece> events = new ArrayList<>();
        for (int i = 0; i < answer.choices(); i++) {
            events.add(delta(call, i, delta().put("role", "assistant").put("content", ""), ""));
            for (String piece : pieces(answer.text())) {
                events.add(delta(call, i, delta().put("content", piece), piece));
            }
            ObjectNode last = chunk(call, i, delta());
            ((ObjectNode) last.path("choices").path(0)).put("finish_reason", answer.finishReason());
            events.add(event(last, ""));
        }
        if (includeUsage) {
            ObjectNode last = head(call, "chat.completion.chunk");
            last.putArray("choices");
            last.set("usage", usage(answer.usage()));
            events.add(event(last, ""));
        }
        events.add(new SandboxStream.Piece(sse("[DONE]"), ""));
        return new SandboxStream(events, answer.usage());
    }

    private static ObjectNode delta() {
        return JsonNodeFactory.instance.objectNode();
    }

    private SandboxStream.Piece delta(ProviderCall call, int index, ObjectNode delta, String text) {
        return event(chunk(call, index, delta), text);
    }

    private ObjectNode chunk(ProviderCall call, int index, ObjectNode delta) {
        ObjectNode chunk = head(call, "chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
        choice.set("delta", delta);
        choice.putNull("logprobs").putNull("finish_reason");
        return chunk;
    }

    private static SandboxStream.Piece event(ObjectNode chunk, String text) {
        return new SandboxStream.Piece(sse(chunk.toString()), text);
    }

    private static byte[] sse(String data) {
        return ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The text word by word, or in longer pieces when it is long. */
    static List<String> pieces(String text) {
        int charsMin = text.length() / PIECES_MAX;
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) == ' ' && i - start >= charsMin) {
                pieces.add(text.substring(start, i));
                start = i;
            }
        }
        if (start < text.length()) {
            pieces.add(text.substring(start));
        }
        return pieces;
    }
}
