package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderReply.Refused;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.ClientFace;
import io.alfred.providers.dialogue.ClientFace.Asked;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.http.ProviderError;

import java.util.Optional;

/**
 * Writes a streamed message.
 *
 * <p>Its start waits for the first word, so that it can tell the input that was reported until
 * then; its end waits for the end of the provider's protocol, since usage may come after the last.
 */
final class MessagesWriter implements ClientFace.EventWriter {
    private static final String OVERLOADED = "overloaded_error";

    private final Asked asked;
    private final Frames frames = new Frames();
    private final BlockQueue blocks = new BlockQueue(frames);
    private AnswerEvent.Started begin = new AnswerEvent.Started(Optional.empty(), "");
    private Optional<TokenUsage> usage = Optional.empty();
    private AnswerEvent.Stopped stop = new AnswerEvent.Stopped(StopReason.DONE, Optional.empty());
    private boolean started;
    private boolean calls;
    private boolean failed;

    MessagesWriter(Asked asked) {
        this.asked = asked;
    }

    @Override
    public byte[] write(AnswerEvent event) {
        if (!failed) {
            tell(event);
        }
        return frames.take();
    }

    private void tell(AnswerEvent event) {
        switch (event) {
            case AnswerEvent.Started first -> begin = first;
            case AnswerEvent.Reported reported -> usage = Optional.of(reported.usage());
            case AnswerEvent.TextPiece piece -> started().text(piece.text());
            // the protocol has no word of its own for it
            case AnswerEvent.RefusalPiece piece -> started().text(piece.text());
            case AnswerEvent.ReasoningPiece piece -> started().thinking(piece.text());
            case AnswerEvent.ReasoningSigned signed -> started().signature(signed.signature());
            case AnswerEvent.SealedReasoning sealed -> started().sealed(sealed.data());
            case AnswerEvent.ToolCallBegun begun -> {
                calls = true;
                started().call(begun.index(), call(begun));
            }
            case AnswerEvent.ToolArguments more -> started().arguments(more.index(), more.piece());
            case AnswerEvent.Stopped stopped -> {
                stop = stopped;
                started().close();
            }
            case AnswerEvent.Failed fail -> fail(fail.error());
            case AnswerEvent.Ended ignored -> end();
        }
    }

    private BlockQueue started() {
        if (!started) {
            started = true;
            ObjectNode message = MessageObject.begun(asked, begin.id(), begin.model());
            message.set("usage", MessageObject.usage(usage));
            ObjectNode event = JsonText.object().put("type", "message_start");
            event.set("message", message);
            frames.event(event);
        }
        return blocks;
    }

    private static Part.ToolCall call(AnswerEvent.ToolCallBegun begun) {
        return new Part.ToolCall(begun.id(), begun.name(), "", begun.signature());
    }

    private void end() {
        started().close();
        ObjectNode event = JsonText.object().put("type", "message_delta");
        ObjectNode delta = event.putObject("delta").putNull("container");
        MessageObject.end(delta, Told.stop(stop.reason(), calls), stop.stopText());
        event.set("usage", MessageObject.sums(usage));
        frames.event(event);
        frames.event(JsonText.object().put("type", "message_stop"));
    }

    private void fail(ProviderError error) {
        failed = true;
        Optional<Refused> own = Told.own(error);
        ObjectNode body = JsonText.object().put("type", "error");
        ObjectNode told = body.putObject("error");
        if (own.isPresent()) {
            told.put("type", own.get().type()).put("message", own.get().message());
        } else {
            told.put("type", OVERLOADED.equals(error.type()) ? OVERLOADED : "api_error")
                    .put("message", Told.FAILED)
                    .put("code", "upstream_failed");
        }
        frames.event(body);
    }
}
