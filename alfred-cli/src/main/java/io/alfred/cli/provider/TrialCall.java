package io.alfred.cli.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;
import io.alfred.cli.http.EventStream;

import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** One small streamed call through the gateway, and whether it cost what the catalogue says. */
final class TrialCall {
    private static final int OUTPUT_TOKENS = 16;
    private static final int NANO_SCALE = 9;
    private static final int MODELS_MAX = 100_000;
    private static final Duration SETTLED = Duration.ofSeconds(10);
    private static final int PAUSE_MS = 100;

    private final Api operator;
    private final Api caller;
    private final String provider;
    private final String model;

    TrialCall(Api operator, Api caller, String provider, String model) {
        this.operator = operator;
        this.caller = caller;
        this.provider = provider;
        this.model = model;
    }

    /** Adds what was seen; false when there is no charge to compare. */
    boolean tell(ObjectNode result) {
        long start = System.nanoTime();
        ObjectNode body = Json.object().put("model", provider + "/" + model).put("stream", true);
        body.putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", "Say hello in one word.");
        body.put("max_completion_tokens", OUTPUT_TOKENS);
        HttpResponse<InputStream> answer =
                caller.postStream(ApiPath.of("v1", "chat", "completions"), body);
        read(answer, start, result);
        String id = answer.headers().firstValue("X-Alfred-Transaction").orElse("");
        JsonNode call = settled(id);
        result.put("transaction_id", id);
        result.set("cost", call.path("cost"));
        result.set("usage", call.path("usage"));
        return price(call, result);
    }

    private static void read(HttpResponse<InputStream> answer, long start, ObjectNode result) {
        try (EventStream events = new EventStream(answer.body())) {
            Optional<String> event = events.next();
            boolean first = false;
            while (event.isPresent()) {
                if (!first && hasContent(event.get())) {
                    result.put("first_token_ms", millisSince(start));
                    first = true;
                }
                event = events.next();
            }
            result.put("answer_ms", millisSince(start));
        }
    }

    private static boolean hasContent(String event) {
        if (event.equals("[DONE]")) {
            return false;
        }
        JsonNode delta = Json.parse(event, "an event of the stream").path("choices").path(0);
        return delta.path("delta").path("content").asText("").length() > 0
                || delta.path("delta").path("reasoning_content").asText("").length() > 0;
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    /** The charge follows the answer within moments. */
    private JsonNode settled(String id) {
        long end = System.nanoTime() + SETTLED.toNanos();
        while (true) {
            JsonNode call = caller.get(ApiPath.of("v1", "requests", id));
            if (call.path("cost").isNumber() || System.nanoTime() > end) {
                return call;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted", "", e);
        }
    }

    private boolean price(JsonNode call, ObjectNode result) {
        Optional<JsonNode> known = catalogue();
        JsonNode usage = call.path("usage");
        if (known.isEmpty() || !call.path("cost").isNumber() || !usage.isObject()) {
            result.put("price_check", "not possible: the call has no charge or usage yet");
            return false;
        }
        if (usage.path("estimated").asBoolean()) {
            result.put("price_check", "not possible: the provider reported no usage");
            return false;
        }
        BigDecimal expected =
                known.get()
                        .path("input")
                        .decimalValue()
                        .multiply(usage.path("prompt_tokens").decimalValue())
                        .add(
                                known.get()
                                        .path("output")
                                        .decimalValue()
                                        .multiply(usage.path("completion_tokens").decimalValue()))
                        .movePointLeft(6)
                        .setScale(NANO_SCALE, RoundingMode.CEILING)
                        .add(known.get().path("per_call").decimalValue());
        int compared = call.path("cost").decimalValue().compareTo(expected);
        result.put("price_version", known.get().path("price_version").asText());
        result.put(
                "price_check",
                compared == 0
                        ? "charged as tokens times prices"
                        : compared < 0
                                ? "charged less than tokens times prices for all: a cache, or a"
                                        + " price of the org's own"
                                : "charged more than tokens times prices for all: caching,"
                                        + " reasoning, a long prompt or a price of the org's own");
        return true;
    }

    private Optional<JsonNode> catalogue() {
        ApiPath models = ApiPath.of("api", "models").with("provider", provider);
        for (JsonNode each : operator.list(models, MODELS_MAX, Optional.empty()).items()) {
            if (each.path("model").asText().equals(model)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
