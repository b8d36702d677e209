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
    private static final String DONE = "[DONE]";
    private static final String FIRST_TOKEN = "first_token_ms";
    private static final String TIER = "service_tier";
    private static final int OUTPUT_TOKENS = 16;
    private static final int PRICED_TOKENS_DIGITS = 6;
    private static final int ENTRIES_MAX = 10;
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

    /** Adds what was seen; false when the charge is not what tokens and prices come to. */
    boolean tell(ObjectNode result) {
        long start = System.nanoTime();
        ObjectNode body = Json.object().put("model", provider + "/" + model).put("stream", true);
        body.putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", "Say hello in one word.");
        body.put("max_completion_tokens", OUTPUT_TOKENS);
        body.putObject("stream_options").put("include_usage", true);
        HttpResponse<InputStream> answer =
                caller.postStream(ApiPath.of("v1", "chat", "completions"), body);
        JsonNode told = read(answer, start, result);
        String id = answer.headers().firstValue("X-Alfred-Transaction").orElse("");
        JsonNode call = settled(id);
        result.put("transaction_id", id);
        result.set("cost", call.path("cost"));
        result.set("usage", call.path("usage"));
        return price(call, told, id, result);
    }

    /** Reads to the end; returns the provider's own report, which tells of caches and reasoning. */
    private static JsonNode read(HttpResponse<InputStream> answer, long start, ObjectNode result) {
        JsonNode usage = Json.object();
        try (EventStream events = new EventStream(answer.body())) {
            Optional<String> event = events.next();
            while (event.isPresent()) {
                if (!result.has(FIRST_TOKEN) && hasContent(event.get())) {
                    result.put(FIRST_TOKEN, millisSince(start));
                }
                usage = usage(event.get()).orElse(usage);
                tier(event.get()).ifPresent(tier -> result.put(TIER, tier));
                event = events.next();
            }
            result.put("answer_ms", millisSince(start));
        }
        return usage;
    }

    private static Optional<JsonNode> usage(String event) {
        return event.equals(DONE)
                ? Optional.empty()
                : Optional.of(Json.parse(event, "an event of the stream").path("usage"))
                        .filter(JsonNode::isObject);
    }

    /** The service tier that a chunk names; one that was only asked for says nothing. */
    private static Optional<String> tier(String event) {
        return event.equals(DONE)
                ? Optional.empty()
                : Optional.of(Json.parse(event, "an event of the stream").path(TIER))
                        .filter(JsonNode::isTextual)
                        .map(word -> word.textValue().strip())
                        .filter(word -> !word.isEmpty() && !word.equalsIgnoreCase("auto"));
    }

    private static boolean hasContent(String event) {
        if (event.equals(DONE)) {
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

    private boolean price(JsonNode call, JsonNode told, String id, ObjectNode result) {
        JsonNode usage = call.path("usage");
        Optional<JsonNode> known = catalogue();
        if (known.isEmpty() || !call.path("cost").isNumber() || !usage.isObject()) {
            return checked(result, "not possible: there is no charge or no such model yet", false);
        }
        TrialTier tier = new TrialTier(known.get(), result.path(TIER).asText());
        if (usage.path("estimated").asBoolean()) {
            return checked(
                    result,
                    tier.unpriced() && !told.isEmpty()
                            ? "not possible: the service tier \""
                                    + tier.name()
                                    + "\" of the answer has no price here, so the charge is"
                                    + " provisional"
                            : "not possible: the provider reported no usage",
                    false);
        }
        String version = version(id);
        result.put("price_version", version);
        if (!version.equals(known.get().path("price_version").asText())) {
            return checked(result, "not made: the org pays a price of its own", true);
        }
        BigDecimal cost = call.path("cost").decimalValue();
        BigDecimal expected = expected(tier.prices(), usage, told);
        boolean same = cost.compareTo(expected) == 0;
        if (!same
                && tier.dearer()
                        .filter(fast -> cost.compareTo(expected(fast, usage, told)) == 0)
                        .isPresent()) {
            return checked(
                    result,
                    "charged as tokens times prices of priority, as the answer names no tier and"
                            + " this provider is fast by default",
                    true);
        }
        return checked(
                result,
                same
                        ? "charged as tokens times prices"
                        : "tokens times prices are " + expected.toPlainString(),
                same);
    }

    private static boolean checked(ObjectNode result, String finding, boolean ok) {
        result.put("price_check", finding);
        result.put("ok", ok);
        return ok;
    }

    /** Of so small a prompt, without prices of long ones; rounded up once, as a charge is. */
    private static BigDecimal expected(JsonNode price, JsonNode usage, JsonNode told) {
        BigDecimal prompt = usage.path("prompt_tokens").decimalValue();
        BigDecimal cached =
                told.at("/prompt_tokens_details/cached_tokens")
                        .decimalValue()
                        .max(told.path("prompt_cache_hit_tokens").decimalValue());
        boolean reasoned = told.at("/completion_tokens_details/reasoning_tokens").asLong() > 0;
        JsonNode output =
                reasoned && price.path("reasoning").isNumber()
                        ? price.path("reasoning")
                        : price.path("output");
        return times(prompt.subtract(cached), price.path("input"))
                .add(times(cached, price.path("cached_read")))
                .add(times(usage.path("completion_tokens").decimalValue(), output))
                .movePointLeft(PRICED_TOKENS_DIGITS)
                .setScale(NANO_SCALE, RoundingMode.CEILING)
                .add(price.path("per_call").decimalValue());
    }

    private static BigDecimal times(BigDecimal tokens, JsonNode price) {
        return tokens.multiply(price.decimalValue());
    }

    /** What the ledger says that the charge was made by. */
    private String version(String id) {
        ApiPath entries = ApiPath.of("api", "ledger", "entries").with("tx", id);
        for (JsonNode entry : operator.list(entries, ENTRIES_MAX, Optional.empty()).items()) {
            if (entry.path("kind").asText().equals("SETTLE")) {
                return entry.path("price_version").asText();
            }
        }
        return "";
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
