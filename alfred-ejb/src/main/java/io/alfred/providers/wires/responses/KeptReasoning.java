package io.alfred.providers.wires.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.wires.Texts;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the provider wants back of its reasoning, which it does not store: the encrypted content
 * together with the id of its item, against which it is checked.
 *
 * <p>Both travel through the client as one text with a colon between them. No other provider's
 * signature has one, so that what cannot be checked here is told apart.
 *
 * @param id of the item; empty when it had none
 */
record KeptReasoning(String id, String encrypted) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{0,128}");
    private static final char BETWEEN = ':';

    /** Of an item of an answer; empty when it has no encrypted content. */
    static Optional<String> in(JsonNode item) {
        String id = Texts.in(item.path("id")).filter(text -> ID.matcher(text).matches()).orElse("");
        return Texts.in(item.path("encrypted_content")).map(text -> id + BETWEEN + text);
    }

    /** Of a text that came back; empty when it was not made here. */
    static Optional<KeptReasoning> of(String signature) {
        int end = signature.indexOf(BETWEEN);
        if (end < 0 || end == signature.length() - 1) {
            return Optional.empty();
        }
        String id = signature.substring(0, end);
        return ID.matcher(id).matches()
                ? Optional.of(new KeptReasoning(id, signature.substring(end + 1)))
                : Optional.empty();
    }

    /** As an item of a request. A summary has to be there, but is for readers only. */
    ObjectNode item() {
        ObjectNode item = JsonNodeFactory.instance.objectNode().put("type", "reasoning");
        if (!id.isEmpty()) {
            item.put("id", id);
        }
        item.putArray("summary");
        return item.put("encrypted_content", encrypted);
    }
}
