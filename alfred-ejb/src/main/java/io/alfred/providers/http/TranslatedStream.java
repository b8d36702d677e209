package io.alfred.providers.http;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.AnswerStream;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.ClientFace.EventWriter;
import io.alfred.providers.dialogue.ProviderWire.EventReader;
import io.alfred.secrets.Secret;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The events of one streamed answer, told to the client in its own protocol. */
final class TranslatedStream implements AnswerStream {
    private static final byte[] NOTHING = {};

    /** Wait for the end of the body after the last event, so that the connection can be reused. */
    private static final Duration DRAIN = Duration.ofMillis(100);

    private final ResponseChunks chunks;
    private final Attempt attempt;
    private final Parts parts;
    private final StringBuilder produced = new StringBuilder();
    private Optional<TokenUsage> reported = Optional.empty();
    private Optional<TokenUsage> billedAsFailed = Optional.empty();
    private int reportedAtChars;
    private boolean over;
    private boolean stopped;
    private boolean ended;
    private boolean failed;
    private boolean delivered;

    /**
     * What a stream is made of.
     *
     * @param model for providers whose answers name none
     * @param key what no error may repeat
     */
    record Parts(
            String model,
            ProviderEvents events,
            EventReader reader,
            EventWriter writer,
            Optional<Secret> key,
            ToLongFunction<String> countTokens) {}

    TranslatedStream(ResponseChunks chunks, Attempt attempt, Parts parts) {
        this.chunks = chunks;
        this.attempt = attempt;
        this.parts = parts;
    }

    @Override
    public byte @Nullable [] next(Duration quietMax) throws UpstreamException {
        while (!over) {
            ProviderEvents.Event event = parts.events().next(quietMax);
            if (event != null && event.none()) {
                return NOTHING;
            }
            byte[] told = event == null ? rest() : told(read(event));
            if (told.length > 0) {
                delivered = true;
                return told;
            }
        }
        chunks.awaitEnd(DRAIN);
        return null;
    }

    private List<AnswerEvent> read(ProviderEvents.Event event) {
        return parts.reader().read(event.type(), event.data());
    }

    /** The provider is done; a protocol of the client's has an end of its own. */
    private byte[] rest() throws UpstreamException {
        over = true;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        told.writeBytes(told(parts.reader().end()));
        if (stopped && !ended && !failed) {
            told.writeBytes(told(List.of(new AnswerEvent.Ended())));
        }
        return told.toByteArray();
    }

    private byte[] told(List<AnswerEvent> events) throws UpstreamException {
        if (events.stream().anyMatch(AnswerEvent.Failed.class::isInstance)) {
            billedAsFailed = StreamFailure.billed(events).or(this::billedLater);
            reported = billedAsFailed.or(() -> reported);
        }
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        boolean reports = false;
        for (AnswerEvent event : events) {
            told.writeBytes(parts.writer().write(seen(event)));
            reports |= event instanceof AnswerEvent.Reported;
        }
        if (reports) {
            reportedAtChars = produced.length();
        }
        return told.toByteArray();
    }

    private Optional<TokenUsage> billedLater() {
        return over ? Optional.empty() : StreamFailure.billedLater(parts.events(), parts.reader());
    }

    private AnswerEvent seen(AnswerEvent event) throws UpstreamException {
        switch (event) {
            case AnswerEvent.TextPiece piece -> write(piece.text());
            case AnswerEvent.ReasoningPiece piece -> write(piece.text());
            case AnswerEvent.RefusalPiece piece -> write(piece.text());
            case AnswerEvent.ToolCallBegun call -> write(call.name());
            case AnswerEvent.ToolArguments piece -> write(piece.piece());
            case AnswerEvent.Reported usage -> reported = Optional.of(usage.usage());
            case AnswerEvent.Stopped stop -> stopped = true;
            case AnswerEvent.Ended end -> {
                over = true;
                ended = true;
            }
            case AnswerEvent.Failed failure -> {
                return new AnswerEvent.Failed(cleaned(failure.error()));
            }
            case AnswerEvent.Started started -> {
                return started.model().isEmpty()
                        ? new AnswerEvent.Started(started.id(), parts.model())
                        : started;
            }
            case AnswerEvent.ReasoningSigned signed -> {}
            case AnswerEvent.SealedReasoning sealed -> {}
        }
        return event;
    }

    private void write(String text) throws UpstreamException {
        produced.append(text);
        if (produced.length() > StreamWatch.CHARS_MAX) {
            throw attempt.failed(
                    Kind.BAD_ANSWER, "wrote more than " + StreamWatch.CHARS_MAX + " characters");
        }
    }

    private ProviderError cleaned(ProviderError error) throws UpstreamException {
        if (!delivered && billedAsFailed.isEmpty() && !error.callersMistake()) {
            // Nothing went out yet, so the failure can still have its own status.
            throw StreamFailure.early(attempt, error);
        }
        failed = true;
        over = true;
        return StreamFailure.told(error, parts.key());
    }

    /** In the tier that was named last, be it after the report. */
    @Override
    public Optional<TokenUsage> usage() {
        Optional<ServiceTier> named = parts.reader().tier();
        return soFar().map(told -> named.isPresent() ? told.servedIn(named) : told);
    }

    @Override
    public Optional<ServiceTier> tier() {
        return parts.reader().tier();
    }

    /** Until the answer has ended, the reported input with what was written since. */
    private Optional<TokenUsage> soFar() {
        // A report before the first word has no more than a placeholder for the output.
        boolean whole = reportedAtChars > 0 || produced.isEmpty();
        if ((stopped || ended) && whole) {
            return reported;
        }
        if (failed && produced.isEmpty()) {
            return billedAsFailed;
        }
        return reported.map(
                usage ->
                        usage.withCompletion(Math.max(usage.completion(), written()))
                                .estimated(true));
    }

    private long written() {
        return parts.countTokens().applyAsLong(producedText());
    }

    @Override
    public String producedText() {
        return produced.toString();
    }

    @Override
    public boolean complete() {
        return !failed && (stopped || ended);
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public boolean failed() {
        return failed;
    }

    @Override
    public long nextNumber() {
        return parts.writer().nextNumber();
    }

    @Override
    public void close() {
        chunks.close();
    }
}
