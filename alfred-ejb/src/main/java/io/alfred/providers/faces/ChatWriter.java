package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.ClientFace;
import io.alfred.providers.dialogue.ClientFace.Asked;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.http.ProviderError;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a streamed chat completion: the role, pieces, the reason of the end, the usage where it
 * was asked for, {@code [DONE]}.
 */
final class ChatWriter implements ClientFace.EventWriter {
    private final Asked asked;
    private final Frames frames = new Frames();
    private final PendingReasoning reasoning = new PendingReasoning();
    private Optional<String> id = Optional.empty();
    private String model = "";
    private Optional<TokenUsage> usage = Optional.empty();

    /** Calls without any arguments yet. */
    private final Set<Integer> bare = new TreeSet<>();

    private boolean calls;
    private boolean stopped;
    private boolean failed;

    ChatWriter(Asked asked) {
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
            case AnswerEvent.Started started -> start(started);
            case AnswerEvent.TextPiece piece -> said("content", piece.text());
            case AnswerEvent.RefusalPiece piece -> said("refusal", piece.text());
            case AnswerEvent.ReasoningPiece piece -> {
                reasoning.add(piece.text());
                delta(delta().put(ChatReasoning.CONTENT, piece.text()));
            }
            case AnswerEvent.ReasoningSigned signed ->
                    details(reasoning.signed(signed.signature()));
            case AnswerEvent.SealedReasoning sealed -> details(reasoning.sealed(sealed.data()));
            case AnswerEvent.ToolCallBegun begun -> begin(begun);
            case AnswerEvent.ToolArguments more -> arguments(more.index(), more.piece());
            case AnswerEvent.Reported reported -> usage = Optional.of(reported.usage());
            case AnswerEvent.Stopped stop -> stop(stop.reason());
            case AnswerEvent.Failed fail -> fail(fail.error());
            case AnswerEvent.Ended ignored -> end();
        }
    }

    private void start(AnswerEvent.Started started) {
        id = started.id();
        model = started.model();
        delta(delta().put("role", "assistant").put("content", "").putNull("refusal"));
    }

    private void begin(AnswerEvent.ToolCallBegun begun) {
        calls = true;
        reasoning.interrupt();
        bare.add(begun.index());
        ObjectNode delta = delta();
        ObjectNode call = call(delta, begun.index());
        ChatAnswer.call(call, begun.id(), begun.name(), "");
        CallSignature.put(call, begun.signature());
        delta(delta);
    }

    private void arguments(int index, String piece) {
        bare.remove(index);
        ObjectNode delta = delta();
        call(delta, index).putObject("function").put("arguments", piece);
        delta(delta);
    }

    private static ObjectNode call(ObjectNode delta, int index) {
        return delta.putArray("tool_calls").addObject().put("index", index);
    }

    private void said(String member, String piece) {
        reasoning.interrupt();
        delta(delta().put(member, piece));
    }

    private void details(List<ObjectNode> details) {
        if (!details.isEmpty()) {
            ObjectNode delta = delta();
            delta.putArray(ChatReasoning.DETAILS).addAll(details);
            delta(delta);
        }
    }

    private void stop(StopReason reason) {
        stopped = true;
        details(reasoning.rest());
        List.copyOf(bare).forEach(index -> arguments(index, JsonText.orEmpty("")));
        chunk(delta(), Optional.of(ChatAnswer.finish(Told.stop(reason, calls))));
    }

    private void end() {
        if (!stopped) {
            stop(StopReason.DONE);
        }
        if (asked.usageShown() && usage.isPresent()) {
            ObjectNode last = head();
            last.putArray("choices");
            last.set("usage", ChatAnswer.usage(usage.get()));
            frames.data(last);
        }
        frames.data("[DONE]");
    }

    private void fail(ProviderError error) {
        failed = true;
        ObjectNode body = JsonText.object();
        ObjectNode told = body.putObject("error");
        Told.own(error)
                .ifPresentOrElse(
                        own ->
                                told.put("message", own.message())
                                        .put("type", own.type())
                                        .put("code", own.code())
                                        .put("param", own.param()),
                        () ->
                                told.put("message", Told.FAILED)
                                        .put("type", "upstream_error")
                                        .put("code", "upstream_failed")
                                        .putNull("param"));
        frames.data(body);
    }

    private static ObjectNode delta() {
        return JsonText.object();
    }

    private void delta(ObjectNode delta) {
        chunk(delta, Optional.empty());
    }

    private void chunk(ObjectNode delta, Optional<String> finish) {
        ObjectNode chunk = head();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finish.orElse(null));
        if (asked.usageShown()) {
            chunk.putNull("usage");
        }
        frames.data(chunk);
    }

    private ObjectNode head() {
        return ChatAnswer.head("chat.completion.chunk", id, model, asked);
    }
}
