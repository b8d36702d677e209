package io.alfred.ledger;

import io.alfred.kernel.TokenUsage;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What is said of a call's end.
 *
 * @param cost nano-credits
 * @param provisional true when it is the best evidence rather than the provider's word; of a
 *     refund: that what goes back was charged so
 * @param actorId the operator who says it; null: the call itself
 */
record Word(
        long cost,
        @Nullable TokenUsage usage,
        boolean provisional,
        @Nullable UUID actorId,
        @Nullable String reason) {

    static Word of(LedgerOperation.Settle settle) {
        return new Word(
                settle.cost().nanos(),
                settle.usage().orElse(null),
                settle.provisional(),
                null,
                null);
    }

    static Word of(LedgerOperation.Conclude conclude) {
        return new Word(
                conclude.cost().nanos(), null, false, conclude.actorId(), conclude.reason());
    }

    /** The same about what was charged provisionally. */
    Word ofProvisional() {
        return new Word(cost, usage, true, actorId, reason);
    }

    /** What the log keeps of it; of the reason only that there was one. */
    Map<String, Object> data() {
        Map<String, Object> data = new HashMap<>();
        data.put("provisional", provisional);
        if (reason != null) {
            data.put("reason_given", !reason.isEmpty());
        }
        if (usage != null) {
            data.put("prompt_tokens", usage.prompt());
            data.put("completion_tokens", usage.completion());
            if (usage.audioPrompt() > 0) {
                data.put("audio_prompt_tokens", usage.audioPrompt());
            }
            if (usage.audioCompletion() > 0) {
                data.put("audio_completion_tokens", usage.audioCompletion());
            }
            usage.tierApart().ifPresent(tier -> data.put("service_tier", tier));
            data.put("estimated", usage.estimated());
        }
        return data;
    }
}
