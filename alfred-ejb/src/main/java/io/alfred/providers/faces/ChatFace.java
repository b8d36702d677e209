package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.ClientFace;
import io.alfred.providers.dialogue.Dialogue;

/**
 * OpenAI's chat completions, {@code /v1/chat/completions}, with the members that compatible
 * providers added and clients know: {@code reasoning_content}, {@code reasoning_details}, {@code
 * cache_control}, {@code top_k} and {@code extra_content}.
 */
public final class ChatFace implements ClientFace {
    static final String ENDPOINT = "/v1/chat/completions";

    @Override
    public Dialogue read(ObjectNode request) {
        return ChatRequest.read(Fields.of(request, ENDPOINT));
    }

    @Override
    public byte[] whole(Answer answer, Asked asked) {
        return JsonText.bytes(ChatAnswer.of(answer, asked));
    }

    @Override
    public EventWriter writer(Asked asked) {
        return new ChatWriter(asked);
    }
}
