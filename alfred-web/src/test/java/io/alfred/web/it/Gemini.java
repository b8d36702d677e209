package io.alfred.web.it;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What Google's {@code generateContent} answers, as documented, and what it costs. */
final class Gemini {
    static final String PROVIDER = "google";

    static final String FLASH = "google/gemini-2.5-flash";
    static final String PRO = "google/gemini-2.5-pro";

    /** From Gemini 3 on, calls have to be signed. */
    static final String THREE = "google/gemini-3-flash-preview";

    static final String EMBEDDING = "google/gemini-embedding-001";

    /** As published: 0.30, 0.03 and 2.50 USD per 1,000,000 tokens. */
    static final Price FLASH_PRICE = new Price(300_000_000, 30_000_000, 2_500_000_000L);

    /** As published: 1.25, 0.125 and 10.00 USD, up to 200,000 tokens of prompt. */
    static final Price PRO_PRICE = new Price(1_250_000_000, 125_000_000, 10_000_000_000L);

    /** As published: 2.50, 0.25 and 15.00 USD, for longer prompts. */
    static final Price PRO_PRICE_LONG = new Price(2_500_000_000L, 250_000_000, 15_000_000_000L);

    /** As published: 0.15 USD. */
    static final Price EMBEDDING_PRICE = new Price(150_000_000, 150_000_000, 0);

    private Gemini() {}

    /** Sets the provider up, pointed at the test's. */
    static void configure() {
        TwoSdksTest.configure(
                PROVIDER,
                Json.object()
                        .put("base_url", TwoSdksTest.root() + "/v1beta")
                        .put("protocol", "gemini")
                        .put("auth", "x-goog-api-key")
                        .put("api_key", TestProvider.KEY));
    }

    /** Tokens as Google reports them: {@code candidates} without the thoughts. */
    record Usage(long prompt, long cached, long candidates, long thoughts) {
        static Usage of(long prompt, long candidates) {
            return new Usage(prompt, 0, candidates, 0);
        }

        /** What is paid for: thoughts are output. */
        Completion.Usage billed() {
            return new Completion.Usage(prompt, cached, candidates + thoughts);
        }

        ObjectNode json() {
            ObjectNode usage = Json.object().put("promptTokenCount", prompt);
            if (cached > 0) {
                usage.put("cachedContentTokenCount", cached);
            }
            if (candidates > 0) {
                usage.put("candidatesTokenCount", candidates);
            }
            if (thoughts > 0) {
                usage.put("thoughtsTokenCount", thoughts);
            }
            return usage.put("totalTokenCount", prompt + candidates + thoughts);
        }
    }

    static ObjectNode text(String text) {
        return Json.object().put("text", text);
    }

    static ObjectNode thought(String text) {
        return text(text).put("thought", true);
    }

    /** A part with what Google wants back with it. */
    static ObjectNode signed(ObjectNode part, String signature) {
        return part.put("thoughtSignature", signature);
    }

    /** A call without an id, as Google's models mostly make it. */
    static ObjectNode call(String city) {
        ObjectNode part = Json.object();
        part.putObject("functionCall").put("name", "weather").putObject("args").put("city", city);
        return part;
    }

    static ObjectNode call(String id, String city) {
        ObjectNode part = call(city);
        part.withObject("/functionCall").put("id", id);
        return part;
    }

    /** A whole answer, or the last piece of one. */
    static String answer(String finishReason, Usage usage, ObjectNode... parts) {
        ObjectNode body = body(parts);
        ((ObjectNode) body.at("/candidates/0")).put("finishReason", finishReason);
        body.set("usageMetadata", usage.json());
        return body.toString();
    }

    /** A piece of a stream. */
    static String piece(ObjectNode... parts) {
        return body(parts).toString();
    }

    /** A piece that tells the usage so far. */
    static String piece(Usage soFar, ObjectNode... parts) {
        ObjectNode body = body(parts);
        body.set("usageMetadata", soFar.json());
        return body.toString();
    }

    private static ObjectNode body(ObjectNode... parts) {
        ObjectNode body = Json.object();
        ObjectNode candidate = body.putArray("candidates").addObject().put("index", 0);
        ArrayNode list = candidate.putObject("content").put("role", "model").putArray("parts");
        for (ObjectNode part : parts) {
            list.add(part);
        }
        return body.put("modelVersion", "gemini-2.5-flash").put("responseId", "r-1");
    }

    /** A prompt that was not even shown to the model. */
    static String blocked(long promptTokens) {
        ObjectNode body = Json.object();
        body.putObject("promptFeedback").put("blockReason", "PROHIBITED_CONTENT");
        body.putObject("usageMetadata")
                .put("promptTokenCount", promptTokens)
                .put("totalTokenCount", promptTokens);
        return body.put("modelVersion", "gemini-2.5-flash").put("responseId", "r-1").toString();
    }

    static String error(int code, String status, String message) {
        ObjectNode body = Json.object();
        body.putObject("error").put("code", code).put("message", message).put("status", status);
        return body.toString();
    }

    static TestProvider.Reply refusal(int code, String status, String message) {
        return TestProvider.status(code, "application/json", error(code, status, message));
    }

    /** The answer to a key that Google does not know, which has a caller's mistake's status. */
    static TestProvider.Reply invalidKey() {
        ObjectNode body =
                (ObjectNode)
                        Json.parse(
                                error(
                                        400,
                                        "INVALID_ARGUMENT",
                                        "API key not valid. Please pass a valid API key."));
        body.withObject("/error")
                .putArray("details")
                .addObject()
                .put("@type", "type.googleapis.com/google.rpc.ErrorInfo")
                .put("reason", "API_KEY_INVALID");
        return TestProvider.status(400, "application/json", body.toString());
    }

    /** A quota of our project that is used up until tomorrow. */
    static TestProvider.Reply dayIsUsedUp() {
        ObjectNode body =
                (ObjectNode)
                        Json.parse(
                                error(
                                        429,
                                        "RESOURCE_EXHAUSTED",
                                        "You exceeded your current quota."));
        body.withObject("/error")
                .putArray("details")
                .addObject()
                .put("@type", "type.googleapis.com/google.rpc.QuotaFailure")
                .putArray("violations")
                .addObject()
                .put("quotaId", "GenerateRequestsPerDayPerProjectPerModel");
        return TestProvider.status(429, "application/json", body.toString());
    }

    /** Vectors of three numbers each, all of which a float holds exactly. */
    static ObjectNode vectors(int count) {
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("embeddings");
        for (int i = 0; i < count; i++) {
            list.addObject().putArray("values").add(0.5).add(-0.25).add(i);
        }
        return body;
    }

    static String vectors(int count, long promptTokens) {
        ObjectNode body = vectors(count);
        body.putObject("usageMetadata").put("promptTokenCount", promptTokens);
        return body.toString();
    }
}
