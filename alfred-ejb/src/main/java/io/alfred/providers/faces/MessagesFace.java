package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.ClientFace;
import io.alfred.providers.dialogue.Dialogue;

/** Anthropic's messages, {@code /v1/messages}, without the tools that run at Anthropic. */
public final class MessagesFace implements ClientFace {
    static final String ENDPOINT = "/v1/messages";

    @Override
    public Dialogue read(ObjectNode request) {
        return MessagesRequest.read(Fields.of(request, ENDPOINT));
    }

    @Override
    public byte[] whole(Answer answer, Asked asked) {
        return JsonText.bytes(MessageObject.of(answer, asked));
    }

    @Override
    public EventWriter writer(Asked asked) {
        return new MessagesWriter(asked);
    }

    @Override
    public String field(String field) {
        return FieldNames.in(FieldNames.OF_MESSAGES, field);
    }
}
