package io.alfred.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.http.AnswerShape;
import io.alfred.providers.http.StreamWatch;

import java.util.Optional;

/** Counts of tokens, {@code {"input_tokens":14}}. Counting uses no tokens itself. */
final class CountShape implements AnswerShape {
    @Override
    public boolean fits(JsonNode answer) {
        return answer.path("input_tokens").isIntegralNumber();
    }

    @Override
    public Optional<TokenUsage> usage(JsonNode answer) {
        return Optional.of(TokenUsage.reported(0, 0));
    }

    @Override
    public String text(JsonNode answer) {
        return "";
    }

    @Override
    public StreamWatch watch(ProviderCall call, boolean hideUsage) {
        throw new IllegalArgumentException("a count does not come as a stream");
    }

    @Override
    public boolean usageOnRequest() {
        return false;
    }
}
