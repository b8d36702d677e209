package io.alfred.providers.http;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderReply.Refused;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.ProviderWire.EventReader;
import io.alfred.secrets.Secret;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a client is told when a provider says in a stream that it failed. */
final class StreamFailure {
    /** The one type of failure that clients of Anthropic's protocol act on. */
    private static final String OVERLOADED = "overloaded_error";

    private static final int OVERLOADED_STATUS = 529;

    /** Wait for what is billed, which some tell in an event after that of the failure. */
    private static final Duration BILL_WAIT = Duration.ofSeconds(1);

    private static final int BILL_EVENTS_MAX = 8;

    private static final ProviderError REPLACED =
            new ProviderError(
                    "the provider failed while it was answering",
                    "upstream_error",
                    "upstream_failed",
                    null);

    private StreamFailure() {}

    /** What is billed for it: no report from before, and none without output. */
    static Optional<TokenUsage> billed(List<AnswerEvent> events) {
        return events.stream()
                .filter(AnswerEvent.Reported.class::isInstance)
                .map(AnswerEvent.Reported.class::cast)
                .map(AnswerEvent.Reported::usage)
                .filter(usage -> usage.completion() > 0)
                .reduce((earlier, later) -> later);
    }

    /** The same of the events after it. */
    static Optional<TokenUsage> billedLater(ProviderEvents events, EventReader reader) {
        Optional<TokenUsage> billed = Optional.empty();
        try {
            for (int i = 0; i < BILL_EVENTS_MAX && billed.isEmpty(); i++) {
                ProviderEvents.Event event = events.next(BILL_WAIT);
                if (event == null || event.none()) {
                    break;
                }
                billed = billed(reader.read(event.type(), event.data()));
            }
        } catch (UpstreamException e) {
            // what was told is why the stream broke off
        }
        return billed;
    }

    /** The provider's own words only where they are about the request. */
    static ProviderError told(ProviderError error, Optional<Secret> key) {
        if (error.callersMistake()) {
            Refused clean = error.refused(400, key);
            return new ProviderError(clean.message(), clean.type(), clean.code(), clean.param());
        }
        return OVERLOADED.equals(error.type())
                ? new ProviderError(REPLACED.message(), OVERLOADED, REPLACED.code(), null)
                : REPLACED;
    }

    /** Of a stream that told nothing and is billed for nothing. */
    static UpstreamException early(Attempt attempt, ProviderError error) {
        if (error.speaksOfAccount()) {
            return attempt.answered(Kind.OUR_ACCOUNT, 200, "refuses the account that Alfred uses");
        }
        return switch (String.valueOf(error.type())) {
            case "rate_limit_error" ->
                    attempt.answered(Kind.SERVER_ERROR, 429, "limits the rate of calls");
            case OVERLOADED ->
                    attempt.answered(Kind.SERVER_ERROR, OVERLOADED_STATUS, "is overloaded");
            default -> attempt.failed(Kind.SERVER_ERROR, "failed before it answered");
        };
    }
}
