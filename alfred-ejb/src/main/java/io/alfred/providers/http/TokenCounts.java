package io.alfred.providers.http;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.ProviderReply;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Counts of tokens in Anthropic's shape, {@code {"input_tokens":14}}. Counting uses none. */
public final class TokenCounts {
    /** What is told of Alfred's own counts. */
    private static final String UPPER_BOUND = "upper-bound";

    private static final Map<String, String> JSON = Map.of("content-type", "application/json");

    /**
     * Some of a provider's models cannot be counted there, some keys may not, and some of what a
     * request says is refused by the provider only: the statuses of all of them.
     */
    private static final Set<Integer> DECLINED = Set.of(400, 403, 404);

    private TokenCounts() {}

    static boolean isDeclined(int status) {
        return DECLINED.contains(status);
    }

    /** The provider's count; empty when it cannot be one. */
    static Optional<ProviderReply> told(JsonNode tokens) {
        boolean believable =
                tokens.isIntegralNumber()
                        && tokens.canConvertToLong()
                        && tokens.longValue() >= 0
                        && tokens.longValue() <= TokenUsage.TOKENS_MAX;
        return believable ? Optional.of(reply(JSON, tokens.longValue())) : Optional.empty();
    }

    /** Alfred's own count. */
    public static ProviderReply here(ProviderCall call) {
        return reply(
                Map.of("content-type", "application/json", ProviderReply.COUNT, UPPER_BOUND),
                call.promptTokens());
    }

    private static ProviderReply reply(Map<String, String> headers, long tokens) {
        return new ProviderReply.Whole(
                200,
                headers,
                ("{\"input_tokens\":" + tokens + "}").getBytes(StandardCharsets.UTF_8),
                Optional.of(TokenUsage.reported(0, 0)),
                "");
    }
}
