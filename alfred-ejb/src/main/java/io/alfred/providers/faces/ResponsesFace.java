package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.ClientFace;
import io.alfred.providers.dialogue.Dialogue;

/**
 * OpenAI's responses, {@code /v1/responses}, without what only OpenAI's servers can do: nothing is
 * kept there between two calls, and no tool runs there.
 */
public final class ResponsesFace implements ClientFace {
    static final String ENDPOINT = "/v1/responses";

    @Override
    public Dialogue read(ObjectNode request) {
        return ResponsesRequest.read(Fields.of(request, ENDPOINT));
    }

    @Override
    public byte[] whole(Answer answer, Asked asked) {
        return JsonText.bytes(ResponseObject.of(answer, asked));
    }

    @Override
    public EventWriter writer(Asked asked) {
        return new ResponsesWriter(asked);
    }

    @Override
    public String field(String field) {
        return FieldNames.in(FieldNames.OF_RESPONSES, field);
    }
}
