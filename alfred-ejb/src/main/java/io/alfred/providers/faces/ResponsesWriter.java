package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderReply.Refused;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.ClientFace;
import io.alfred.providers.dialogue.ClientFace.Asked;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.http.ProviderError;

import java.util.Optional;

/**
 * Writes a streamed response: its begin, the events of its items, its end with the whole object.
 *
 * <p>The end waits for the end of the provider's protocol, since usage may come after the last
 * word.
 */
final class ResponsesWriter implements ClientFace.EventWriter {
    private final Asked asked;
    private final Frames frames = new Frames();
    private ObjectNode response = JsonText.object();
    private Optional<ResponseStream> items = Optional.empty();
    private Optional<TokenUsage> usage = Optional.empty();
    private StopReason reason = StopReason.DONE;
    private long number;
    private boolean failed;

    ResponsesWriter(Asked asked) {
        this.asked = asked;
    }

    @Override
    public long nextNumber() {
        return number;
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
            case AnswerEvent.Started started -> start(started.id(), started.model());
            case AnswerEvent.TextPiece piece -> items().text(piece.text());
            case AnswerEvent.RefusalPiece piece -> items().refusal(piece.text());
            case AnswerEvent.ReasoningPiece piece -> items().reasoning(piece.text());
            case AnswerEvent.ReasoningSigned signed -> items().signed(signed.signature());
            case AnswerEvent.SealedReasoning sealed -> items().sealed(sealed.data());
            case AnswerEvent.ToolCallBegun begun -> items().begin(begun);
            case AnswerEvent.ToolArguments more -> items().arguments(more.index(), more.piece());
            case AnswerEvent.Reported reported -> usage = Optional.of(reported.usage());
            case AnswerEvent.Stopped stop -> stop(stop.reason());
            case AnswerEvent.Failed fail -> fail(fail.error());
            case AnswerEvent.Ended ignored -> end();
        }
    }

    private ResponseStream items() {
        return items.orElseGet(() -> start(Optional.empty(), ""));
    }

    private ResponseStream start(Optional<String> givenId, String model) {
        String id = Told.id(ResponseObject.PREFIX, givenId, asked.id());
        response = ResponseObject.begun(asked, id, model);
        whole("response.created");
        whole("response.in_progress");
        ResponseStream stream = new ResponseStream(id, this::send);
        items = Optional.of(stream);
        return stream;
    }

    private void stop(StopReason given) {
        reason = given;
        items().close(ResponseObject.status(given));
    }

    private void end() {
        items().close(ResponseObject.status(reason));
        ResponseObject.end(response, reason, usage);
        response.set("output", items().written());
        whole("response." + ResponseObject.status(reason));
    }

    /** A response that failed holds what was finished before. */
    private void fail(ProviderError error) {
        failed = true;
        Optional<Refused> own = Told.own(error);
        String code =
                own.map(refused -> Optional.ofNullable(refused.code()).orElse("invalid_prompt"))
                        .orElse("server_error");
        String message = own.map(Refused::message).orElse(Told.FAILED);
        if (items.isEmpty()) {
            send(
                    "error",
                    JsonText.object()
                            .put("code", code)
                            .put("message", message)
                            .put("param", own.map(Refused::param).orElse(null)));
            return;
        }
        response.put("status", "failed");
        response.putObject("error").put("code", code).put("message", message);
        response.set("output", items.get().written());
        usage.ifPresent(counts -> response.set("usage", ResponseObject.usage(counts)));
        whole("response.failed");
    }

    private void whole(String type) {
        ObjectNode told = JsonText.object();
        told.set("response", response);
        send(type, told);
    }

    private void send(String type, ObjectNode told) {
        ObjectNode event = JsonText.object().put("type", type).put("sequence_number", number++);
        event.setAll(told);
        frames.event(event);
    }
}
