package io.alfred.providers.wires;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code service_tier} of answers and of their chunks. */
public final class ServedTier {
    /** What may go into the books and the log; anything else is called {@code other} there. */
    private static final Pattern SHOWN = Pattern.compile("[a-z0-9_-]{1,32}");

    private ServedTier() {}

    /** The tier that an answer says it was served in; empty where it does not say. */
    public static Optional<ServiceTier> in(JsonNode answer) {
        return word(answer).flatMap(ServiceTier::told);
    }

    /** A report of an answer, in the tier that this names. */
    public static TokenUsage of(TokenUsage report, JsonNode answer) {
        Optional<ServiceTier> tier = in(answer);
        return tier.filter(told -> told == ServiceTier.OTHER).isPresent()
                ? report.servedInOther(word(answer).filter(SHOWN.asMatchPredicate()))
                : report.servedIn(tier);
    }

    private static Optional<String> word(JsonNode answer) {
        return Optional.of(answer.path("service_tier"))
                .filter(JsonNode::isTextual)
                .map(word -> word.textValue().strip().toLowerCase(Locale.ROOT));
    }
}
