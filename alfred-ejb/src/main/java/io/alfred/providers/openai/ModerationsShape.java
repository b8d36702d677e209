package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.http.AnswerShape;
import io.alfred.providers.http.StreamWatch;

import java.util.Optional;

/** Moderations; most providers report no usage, since they cost nothing. */
final class ModerationsShape implements AnswerShape {
    @Override
    public boolean fits(JsonNode answer) {
        return answer.path("results").isArray();
    }

    @Override
    public Optional<TokenUsage> usage(JsonNode answer) {
        return MediaUsage.ofPrompt(answer);
    }

    @Override
    public String text(JsonNode answer) {
        return "";
    }

    @Override
    public StreamWatch watch(ProviderCall call, boolean hideUsage) {
        throw new IllegalArgumentException("never streamed: " + call.endpoint());
    }

    @Override
    public boolean usageOnRequest() {
        return false;
    }
}
