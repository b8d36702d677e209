package io.alfred.web.it;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What Cohere's {@code /v2/chat} and {@code /v2/embed} answer, as documented, and the prices. */
final class Cohere {
    static final String PROVIDER = "cohere";

    static final String COMMAND = "cohere/command-a-03-2025";
    static final String REASONING = "cohere/command-a-reasoning-08-2025";
    static final String VISION = "cohere/command-a-vision-07-2025";

    /** Not in the catalogue, as its images cost more than its texts; the tests price it. */
    static final String EMBEDDING = "cohere/embed-v4.0";

    /** As published for all three: 2.50 and 10.00 USD per 1,000,000 tokens. */
    static final Price PRICE = new Price(2_500_000_000L, 2_500_000_000L, 10_000_000_000L);

    /** As the tests price it: 0.12 credits per 1,000,000 tokens. */
    static final Price EMBEDDING_PRICE = new Price(120_000_000, 120_000_000, 0);

    /** Tokens that Cohere adds to the prompt by itself, and does not charge. */
    private static final long ADDED_TOKENS = 1_300;

    private Cohere() {}

    /** Sets the provider up, pointed at the test's. */
    static void configure() {
        TwoSdksTest.configure(
                PROVIDER,
                Json.object()
                        .put("base_url", TwoSdksTest.root())
                        .put("protocol", "cohere")
                        .put("auth", "bearer")
                        .put("api_key", TestProvider.KEY));
    }

    /** Sets the price of the embedding model. */
    static void priceEmbedding() {
        AlfredClient.admin()
                .put(
                        "/api/models/" + EMBEDDING,
                        Json.object()
                                .put("kind", "embedding")
                                .put("input", new BigDecimal("0.12"))
                                .put("context_tokens", 128_000))
                .expect(200);
    }

    /** Tokens that are charged. */
    static Completion.Usage billed(long input, long output) {
        return new Completion.Usage(input, 0, output);
    }

    private static ObjectNode usage(Completion.Usage billed) {
        ObjectNode usage = Json.object();
        usage.putObject("billed_units")
                .put("input_tokens", billed.prompt())
                .put("output_tokens", billed.completion());
        usage.putObject("tokens")
                .put("input_tokens", billed.prompt() + ADDED_TOKENS)
                .put("output_tokens", billed.completion() + 4);
        return usage;
    }

    static ObjectNode text(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    static ObjectNode thinking(String text) {
        return Json.object().put("type", "thinking").put("thinking", text);
    }

    static String answer(String finishReason, Completion.Usage billed, ObjectNode... blocks) {
        ObjectNode body = body(finishReason, billed);
        ArrayNode content = body.withObject("/message").putArray("content");
        for (ObjectNode block : blocks) {
            content.add(block);
        }
        return body.toString();
    }

    /** Two calls of the tool, after some thought and a plan. */
    static String calls(Completion.Usage billed) {
        ObjectNode body = body("TOOL_CALL", billed);
        ObjectNode message = body.withObject("/message");
        message.putArray("content").add(thinking("Two towns."));
        message.put("tool_plan", "I look both up.");
        ArrayNode calls = message.putArray("tool_calls");
        calls.add(call("weather_a", "{\"city\":\"Oslo\"}"));
        calls.add(call("weather_b", "{\"city\":\"Rome\"}"));
        return body.toString();
    }

    private static ObjectNode body(String finishReason, Completion.Usage billed) {
        ObjectNode body = Json.object().put("id", "5a50480a").put("finish_reason", finishReason);
        body.putObject("message").put("role", "assistant");
        body.set("usage", usage(billed));
        return body;
    }

    private static ObjectNode call(String id, String arguments) {
        ObjectNode call = Json.object().put("id", id).put("type", "function");
        call.putObject("function").put("name", "weather").put("arguments", arguments);
        return call;
    }

    static TestProvider.Reply refusal(int status, String message) {
        return TestProvider.status(
                status,
                "application/json",
                Json.object().put("id", "e1").put("message", message).toString());
    }

    // streams

    static String start() {
        ObjectNode event = Json.object().put("id", "11e5").put("type", "message-start");
        event.withObject("/delta/message").put("role", "assistant");
        return event(event);
    }

    static String textPiece(int index, String text) {
        return content(index, Json.object().put("text", text));
    }

    static String thinkingPiece(int index, String text) {
        return content(index, Json.object().put("thinking", text));
    }

    private static String content(int index, ObjectNode piece) {
        ObjectNode event = Json.object().put("type", "content-delta").put("index", index);
        event.withObject("/delta/message").set("content", piece);
        return event(event);
    }

    static String plan(String piece) {
        ObjectNode event = Json.object().put("type", "tool-plan-delta");
        event.withObject("/delta/message").put("tool_plan", piece);
        return event(event);
    }

    /** A call whose arguments come in two pieces. */
    static List<String> callPieces(int index, String id, String city) {
        ObjectNode begun = Json.object().put("type", "tool-call-start").put("index", index);
        begun.withObject("/delta/message").set("tool_calls", call(id, ""));
        return List.of(
                event(begun),
                arguments(index, "{\"city\":"),
                arguments(index, "\"" + city + "\"}"),
                event(Json.object().put("type", "tool-call-end").put("index", index)));
    }

    private static String arguments(int index, String piece) {
        ObjectNode event = Json.object().put("type", "tool-call-delta").put("index", index);
        event.withObject("/delta/message/tool_calls/function").put("arguments", piece);
        return event(event);
    }

    static String end(String finishReason, Completion.Usage billed) {
        ObjectNode event = Json.object().put("type", "message-end");
        event.putObject("delta").put("finish_reason", finishReason).set("usage", usage(billed));
        return event(event);
    }

    private static String event(ObjectNode data) {
        return "event: " + data.path("type").asText() + "\ndata: " + data;
    }

    /** A stream with two calls, after some thought and a plan. */
    static List<String> streamedCalls(Completion.Usage billed) {
        List<String> events = new ArrayList<>();
        events.add(start());
        events.add(thinkingPiece(0, "Two "));
        events.add(thinkingPiece(0, "towns."));
        events.add(plan("I look "));
        events.add(plan("both up."));
        events.addAll(callPieces(0, "weather_a", "Oslo"));
        events.addAll(callPieces(1, "weather_b", "Rome"));
        events.add(end("TOOL_CALL", billed));
        return events;
    }

    /** Vectors of three numbers each, all of which a float holds exactly. */
    static ObjectNode vectors(int count) {
        ObjectNode body =
                Json.object().put("id", "da6e").put("response_type", "embeddings_by_type");
        ArrayNode vectors = body.putObject("embeddings").putArray("float");
        for (int i = 0; i < count; i++) {
            vectors.addArray().add(0.5).add(-0.25).add(i);
        }
        return body;
    }

    static String vectors(int count, long billedTokens) {
        ObjectNode body = vectors(count);
        body.withObject("/meta/billed_units").put("input_tokens", billedTokens);
        return body.toString();
    }

    /** One token per byte is the bound of what was written. */
    static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
