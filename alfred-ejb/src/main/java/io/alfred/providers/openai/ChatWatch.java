package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.http.StreamWatch;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.ServedTier;
import io.alfred.secrets.Secret;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Watches the chunks of a streamed chat completion; {@code [DONE]} ends it. */
final class ChatWatch implements StreamWatch {
    private final int choices;
    private final boolean hideUsage;
    private final Optional<Secret> key;
    private final Quirks quirks;
    private final ProducedText produced = new ProducedText();
    private final Set<Integer> finished = new HashSet<>();
    private Optional<TokenUsage> usage = Optional.empty();
    private Optional<ServiceTier> tier = Optional.empty();

    /**
     * @param choices how many choices have to finish
     * @param hideUsage whether the event that only reports usage is kept back
     * @param quirks how the provider counts
     */
    ChatWatch(int choices, boolean hideUsage, Optional<Secret> key, Quirks quirks) {
        this.choices = choices;
        this.hideUsage = hideUsage;
        this.key = key;
        this.quirks = quirks;
    }

    @Override
    public Step see(JsonNode event) {
        if (!produced.add(event, "delta")) {
            return Step.TOO_LONG;
        }
        tier = ServedTier.in(event).or(() -> tier);
        for (JsonNode choice : event.path("choices")) {
            if (choice.hasNonNull("finish_reason")) {
                finished.add(choice.path("index").asInt());
            }
        }
        if (!event.path("usage").isObject() && !event.path("x_groq").path("usage").isObject()) {
            return Step.RELAY;
        }
        // Some providers report after every event; the last report is the sum.
        Optional<TokenUsage> reported = ReportedUsage.in(event, quirks);
        if (reported.isPresent()) {
            usage = reported;
        }
        boolean usageOnly = event.path("choices").isArray() && event.path("choices").isEmpty();
        return hideUsage && usageOnly ? Step.HIDE : Step.RELAY;
    }

    @Override
    public boolean isError(JsonNode event) {
        return event.hasNonNull("error") || event.path("x_groq").hasNonNull("error");
    }

    @Override
    public byte[] errorEvent(JsonNode event) {
        return Answers.errorEvent(event, key);
    }

    @Override
    public Optional<TokenUsage> usage() {
        return usage.map(told -> told.servedIn(tier));
    }

    @Override
    public Optional<ServiceTier> tier() {
        return tier;
    }

    @Override
    public String producedText() {
        return produced.toString();
    }

    @Override
    public boolean finished() {
        return finished.size() >= choices;
    }

    @Override
    public boolean ended() {
        return false;
    }
}
