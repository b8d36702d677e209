package io.alfred.providers.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.ExactJson;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.ProviderWire;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.dialogue.Sampling;
import io.alfred.providers.http.ProviderError;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * Chat, {@code /v2/chat}. The base URL is {@code https://api.cohere.com}, the key goes into {@code
 * Authorization: Bearer}.
 */
public final class CohereWire implements ProviderWire {
    private static final String PATH = "/v2/chat";
    private static final int STOP_MAX = 5;
    private static final int TOP_K_MAX = 500;
    private static final BigDecimal TOP_P_MIN = new BigDecimal("0.01");
    private static final BigDecimal TOP_P_MAX = new BigDecimal("0.99");

    @Override
    public Request request(Dialogue dialogue, String model) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", model);
        body.set("messages", CohereMessages.of(dialogue));
        if (dialogue.stream()) {
            body.put("stream", true);
        }
        CohereTools.write(dialogue, body);
        format(dialogue.format(), body);
        sampling(dialogue.sampling(), body);
        thinking(dialogue, body);
        return new Request(
                PATH,
                Map.of("Accept", dialogue.stream() ? "text/event-stream" : "application/json"),
                ExactJson.write(body));
    }

    private static void format(AnswerFormat format, ObjectNode body) {
        switch (format) {
            case AnswerFormat.PlainText text -> {
                // as it is by itself
            }
            case AnswerFormat.JsonObject object ->
                    body.putObject("response_format").put("type", "json_object");
            case AnswerFormat.JsonSchema schema ->
                    body.putObject("response_format")
                            .put("type", "json_object")
                            .putRawValue("json_schema", new RawValue(schema.schema()));
        }
    }

    private static void sampling(Sampling sampling, ObjectNode body) {
        sampling.maxOutputTokens().ifPresent(tokens -> body.put("max_tokens", tokens));
        sampling.temperature().ifPresent(value -> body.put("temperature", value));
        // 1 is what happens without it, and the one usual value that Cohere does not take
        Optional<BigDecimal> topP =
                sampling.topP().filter(value -> value.compareTo(BigDecimal.ONE) != 0);
        within(topP, TOP_P_MIN, TOP_P_MAX, "top_p", "p", body);
        sampling.topK()
                .ifPresent(
                        k -> {
                            if (k < 0 || k > TOP_K_MAX) {
                                throw outside(
                                        "top_k", BigDecimal.ZERO, BigDecimal.valueOf(TOP_K_MAX));
                            }
                            body.put("k", k);
                        });
        within(
                sampling.frequencyPenalty(),
                BigDecimal.ZERO,
                BigDecimal.ONE,
                "frequency_penalty",
                "frequency_penalty",
                body);
        within(
                sampling.presencePenalty(),
                BigDecimal.ZERO,
                BigDecimal.ONE,
                "presence_penalty",
                "presence_penalty",
                body);
        sampling.seed()
                .ifPresent(
                        seed -> {
                            if (seed < 0) {
                                throw AlfredException.invalid(
                                        "seed",
                                        "Cohere takes no negative seed",
                                        "send a seed of 0 or more");
                            }
                            body.put("seed", seed);
                        });
        stop(sampling, body);
    }

    private static void stop(Sampling sampling, ObjectNode body) {
        if (sampling.stop().size() > STOP_MAX) {
            throw AlfredException.invalid(
                    "stop",
                    "Cohere takes at most " + STOP_MAX + " texts that end an answer",
                    "send " + STOP_MAX + " or fewer");
        }
        if (!sampling.stop().isEmpty()) {
            ArrayNode stop = body.putArray("stop_sequences");
            sampling.stop().forEach(stop::add);
        }
    }

    private static void within(
            Optional<BigDecimal> value,
            BigDecimal min,
            BigDecimal max,
            String field,
            String name,
            ObjectNode body) {
        value.ifPresent(
                number -> {
                    if (number.compareTo(min) < 0 || number.compareTo(max) > 0) {
                        throw outside(field, min, max);
                    }
                    body.put(name, number);
                });
    }

    private static AlfredException outside(String field, BigDecimal min, BigDecimal max) {
        return AlfredException.invalid(
                field,
                "Cohere takes a " + field + " from " + min + " to " + max,
                "send one in this range, or leave " + field + " out");
    }

    private static void thinking(Dialogue dialogue, ObjectNode body) {
        Reasoning reasoning = dialogue.reasoning();
        if (reasoning.budgetTokens().isPresent()) {
            enabled(body, reasoning.budgetTokens().getAsLong());
        } else if (reasoning.effort().isPresent()) {
            Effort effort = reasoning.effort().get();
            if (effort == Effort.NONE) {
                body.putObject("thinking").put("type", "disabled");
            } else {
                enabled(body, budgetFor(effort, dialogue.sampling()));
            }
        }
    }

    private static void enabled(ObjectNode body, long budgetTokens) {
        body.putObject("thinking").put("type", "enabled").put("token_budget", budgetTokens);
    }

    /** Cohere knows budgets only, so an effort is a share of the output bound. */
    private static long budgetFor(Effort effort, Sampling sampling) {
        long bound =
                sampling.maxOutputTokens()
                        .orElseThrow(
                                () ->
                                        AlfredException.invalid(
                                                "reasoning_effort",
                                                "Cohere thinks within a part of the output bound,"
                                                        + " and there is none",
                                                "send max_tokens"));
        long percent =
                switch (effort) {
                    case NONE -> 0;
                    case MINIMAL -> 10;
                    case LOW -> 20;
                    case MEDIUM -> 50;
                    case HIGH -> 80;
                    case XHIGH -> 95;
                };
        // Divided first: the bound may be any long.
        return Math.max(1, bound / 100 * percent + bound % 100 * percent / 100);
    }

    @Override
    public Optional<Answer> answer(JsonNode body) {
        return CohereAnswer.read(body);
    }

    @Override
    public Optional<ProviderError> error(JsonNode body) {
        return CohereError.in(body);
    }

    @Override
    public EventReader reader() {
        return new CohereReader();
    }
}
