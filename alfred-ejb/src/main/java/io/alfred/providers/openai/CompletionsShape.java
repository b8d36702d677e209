package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.http.AnswerShape;
import io.alfred.providers.http.StreamWatch;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.ServedTier;

import java.util.Optional;

/** Legacy text completions: as chat, but for the text of a choice, and with several prompts. */
final class CompletionsShape implements AnswerShape {
    private static final int CHOICES_MAX = 128;

    private final Quirks quirks;

    CompletionsShape(Quirks quirks) {
        this.quirks = quirks;
    }

    @Override
    public boolean fits(JsonNode answer) {
        return answer.path("choices").isArray();
    }

    @Override
    public Optional<TokenUsage> usage(JsonNode answer) {
        return ReportedUsage.in(answer, quirks);
    }

    @Override
    public Optional<ServiceTier> tier(JsonNode answer) {
        return ServedTier.in(answer);
    }

    /** An echoed prompt counts as written. */
    @Override
    public String text(JsonNode answer) {
        ProducedText produced = new ProducedText();
        produced.add(answer, "text");
        return produced.toString();
    }

    @Override
    public StreamWatch watch(ProviderCall call, boolean hideUsage) {
        int choices = Math.clamp(call.request().path("n").asInt(1), 1, CHOICES_MAX);
        JsonNode prompt = call.request().path("prompt");
        boolean several = prompt.isArray() && !prompt.path(0).isNumber();
        int prompts = several ? Math.max(1, prompt.size()) : 1;
        return new ChatWatch(choices * prompts, hideUsage, call.key(), quirks);
    }

    @Override
    public boolean usageOnRequest() {
        return quirks.take(Quirks.Feature.STREAM_OPTIONS);
    }
}
