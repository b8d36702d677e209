package io.alfred.providers;

import io.alfred.kernel.TokenUsage;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A stream whose events are all known from the start. */
final class SandboxStream implements AnswerStream {
    private final List<Piece> events;
    private final TokenUsage total;
    private final StringBuilder produced = new StringBuilder();
    private int delivered;
    private volatile boolean closed;

    /** One event and the text it brings. */
    record Piece(byte[] event, String text) {}

    SandboxStream(List<Piece> events, TokenUsage total) {
        this.events = List.copyOf(events);
        this.total = total;
    }

    @Override
    public byte @Nullable [] next(Duration quietMax) throws UpstreamException {
        if (closed) {
            throw UpstreamException.of(
                    UpstreamException.Kind.CANCELLED, "the stream was closed", 0);
        }
        if (delivered == events.size()) {
            return null;
        }
        Piece piece = events.get(delivered);
        delivered++;
        produced.append(piece.text());
        return piece.event();
    }

    /** Like a provider's: not before the end. */
    @Override
    public Optional<TokenUsage> usage() {
        return complete() ? Optional.of(total) : Optional.empty();
    }

    @Override
    public String producedText() {
        return produced.toString();
    }

    @Override
    public boolean complete() {
        return delivered == events.size();
    }

    @Override
    public boolean ended() {
        return complete();
    }

    @Override
    public boolean failed() {
        return false;
    }

    @Override
    public long nextNumber() {
        return delivered;
    }

    @Override
    public void close() {
        closed = true;
    }
}
