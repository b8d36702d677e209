package io.alfred.providers;

import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;

/** How a provider answered a call. */
public sealed interface ProviderReply {
    /** The header of a count of tokens that says what kind of count it is, unless exact. */
    String COUNT = "x-alfred-count";

    /**
     * A whole answer.
     *
     * @param headers those a client may see, names in lower case
     * @param body the provider's bytes
     * @param usage empty when the provider reported nothing believable
     * @param units what was made or listened to; empty when the answer does not tell
     * @param producedText all output text, to be counted when there is no usage
     * @param tier the service tier that it names, be there usage or not
     */
    record Whole(
            int status,
            Map<String, String> headers,
            byte[] body,
            Optional<TokenUsage> usage,
            Optional<BilledUnits> units,
            String producedText,
            Optional<ServiceTier> tier)
            implements ProviderReply {

        /** An answer that names no service tier, but in its usage. */
        public Whole(
                int status,
                Map<String, String> headers,
                byte[] body,
                Optional<TokenUsage> usage,
                Optional<BilledUnits> units,
                String producedText) {
            this(status, headers, body, usage, units, producedText, Optional.empty());
        }

        /** An answer that is billed by tokens only. */
        public Whole(
                int status,
                Map<String, String> headers,
                byte[] body,
                Optional<TokenUsage> usage,
                String producedText) {
            this(status, headers, body, usage, Optional.empty(), producedText);
        }
    }

    /** An answer that comes in events; to be closed. */
    record Stream(AnswerStream stream) implements ProviderReply {}

    /** The caller's own mistake, in the provider's words without keys and account ids. */
    record Refused(
            int status, String message, String type, @Nullable String code, @Nullable String param)
            implements ProviderReply {}
}
