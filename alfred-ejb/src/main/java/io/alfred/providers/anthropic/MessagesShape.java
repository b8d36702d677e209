package io.alfred.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.http.AnswerShape;
import io.alfred.providers.http.StreamWatch;

import java.util.Optional;

/** Messages. */
final class MessagesShape implements AnswerShape {
    @Override
    public boolean fits(JsonNode answer) {
        return answer.path("type").asText().equals("message") && answer.path("content").isArray();
    }

    @Override
    public Optional<TokenUsage> usage(JsonNode answer) {
        MessageUsage usage = new MessageUsage();
        usage.add(answer.path("usage"));
        return usage.reported();
    }

    @Override
    public String text(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        for (JsonNode block : answer.path("content")) {
            text.append(block.path("text").asText(""))
                    .append(block.path("thinking").asText(""))
                    .append(block.path("name").asText(""))
                    .append(block.path("input").isObject() ? block.path("input") : "");
        }
        return text.toString();
    }

    @Override
    public StreamWatch watch(ProviderCall call, boolean hideUsage) {
        return new MessagesWatch(call.countTokens(), call.key());
    }

    @Override
    public boolean usageOnRequest() {
        return false;
    }
}
