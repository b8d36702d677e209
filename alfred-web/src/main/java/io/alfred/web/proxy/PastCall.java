package io.alfred.web.proxy;

import io.alfred.gateway.TraceParent;
import io.alfred.kernel.Credits;
import io.alfred.ledger.CallView;
import io.alfred.ledger.LedgerReader;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A past call as its caller sees it; amounts in credits.
 *
 * @param state open, unknown, settled or released
 * @param cost absent while it runs or is unknown
 * @param provisional whether the cost waits for the provider's word
 * @param usage absent where nothing was served, or an operator said what it cost
 * @param reason why nothing was charged, or what an operator said
 * @param maxOutputTokens the limit that its wallet lowered it to
 */
public record PastCall(
        UUID id,
        String object,
        String provider,
        String model,
        String state,
        BigDecimal held,
        Optional<BigDecimal> cost,
        BigDecimal refunded,
        boolean provisional,
        Optional<Usage> usage,
        Optional<String> reason,
        OptionalLong maxOutputTokens,
        Optional<String> traceId,
        Optional<UUID> parentRequest,
        Instant createdAt,
        Optional<Instant> resolvedAt) {

    /**
     * The tokens that were charged.
     *
     * @param audioPromptTokens the part of the prompt that is sound, absent for none
     * @param audioCompletionTokens likewise
     * @param serviceTier the tier that was charged, absent for the standard one
     * @param estimated where Alfred had to count
     */
    public record Usage(
            long promptTokens,
            long completionTokens,
            OptionalLong audioPromptTokens,
            OptionalLong audioCompletionTokens,
            Optional<String> serviceTier,
            boolean estimated) {
        static Usage of(CallView.Tokens tokens) {
            return new Usage(
                    tokens.prompt(),
                    tokens.completion(),
                    ifAny(tokens.audioPrompt()),
                    ifAny(tokens.audioCompletion()),
                    tokens.tier(),
                    tokens.estimated());
        }

        private static OptionalLong ifAny(long tokens) {
            return tokens > 0 ? OptionalLong.of(tokens) : OptionalLong.empty();
        }
    }

    static PastCall of(CallView call) {
        LedgerReader.HoldView hold = call.hold();
        return new PastCall(
                hold.txId(),
                "request",
                hold.provider(),
                hold.provider() + "/" + hold.model(),
                hold.state(),
                hold.amount().toDecimal(),
                hold.resolvedAt().map(at -> hold.charged()).map(Credits::toDecimal),
                hold.refunded().toDecimal(),
                hold.provisional(),
                call.tokens().map(Usage::of),
                call.reason(),
                call.outputLimit(),
                call.links().traceId().map(TraceParent::text),
                call.links().parent(),
                hold.createdAt(),
                hold.resolvedAt());
    }
}
