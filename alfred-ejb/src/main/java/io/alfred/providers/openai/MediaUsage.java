package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.TokenUsage;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the {@code usage} objects of endpoints other than chat. One that cannot be true counts as
 * none.
 */
final class MediaUsage {
    /** Ten days: no file that Alfred takes plays longer. */
    private static final long AUDIO_SECONDS_MAX = 864_000;

    private MediaUsage() {}

    /** {@code prompt_tokens} and, where there is an output at all, {@code completion_tokens}. */
    static Optional<TokenUsage> ofPrompt(JsonNode answer) {
        return in(answer, "prompt_tokens", "completion_tokens");
    }

    /** {@code input_tokens} and {@code output_tokens}. */
    static Optional<TokenUsage> ofInputAndOutput(JsonNode answer) {
        return answer.path("usage").has("output_tokens")
                ? in(answer, "input_tokens", "output_tokens")
                : Optional.empty();
    }

    private static Optional<TokenUsage> in(JsonNode answer, String input, String output) {
        if (!(answer.get("usage") instanceof ObjectNode usage) || !usage.has(input)) {
            return Optional.empty();
        }
        long prompt = count(usage.get(input));
        long completion = count(usage.get(output));
        long cached = count(usage.path(input + "_details").get("cached_tokens"));
        if (prompt < 0 || completion < 0 || cached < 0 || cached > prompt) {
            return Optional.empty();
        }
        return Optional.of(new TokenUsage(prompt, cached, 0, completion, 0, false));
    }

    /** A count that may be left out; -1 when it cannot be true. */
    private static long count(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return 0;
        }
        boolean believable =
                node.isIntegralNumber()
                        && node.canConvertToLong()
                        && node.longValue() >= 0
                        && node.longValue() <= TokenUsage.TOKENS_MAX;
        return believable ? node.longValue() : -1;
    }

    /** The seconds of audio that were listened to, each begun one in full. */
    static Optional<BilledUnits> audio(JsonNode answer) {
        JsonNode usage = answer.path("usage");
        OptionalLong seconds =
                usage.path("type").asText().equals("duration")
                        ? seconds(usage.path("seconds"))
                        : seconds(answer.path("duration"));
        return seconds.isPresent()
                ? Optional.of(BilledUnits.audio(seconds.getAsLong()))
                : Optional.empty();
    }

    private static OptionalLong seconds(JsonNode node) {
        if (!node.isNumber() && !node.isTextual()) {
            return OptionalLong.empty();
        }
        BigDecimal seconds;
        try {
            seconds = new BigDecimal(node.asText());
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
        if (seconds.signum() < 0 || seconds.compareTo(BigDecimal.valueOf(AUDIO_SECONDS_MAX)) > 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(seconds.setScale(0, RoundingMode.CEILING).longValueExact());
    }
}
