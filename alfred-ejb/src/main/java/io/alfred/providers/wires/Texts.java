package io.alfred.providers.wires;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Part.Media;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Reads texts from where there may be none: answers, documents and names that clients send. */
public final class Texts {
    /** OpenAI refuses a longer name of a client's user. */
    private static final int USER_CHARS_MAX = 64;

    private Texts() {}

    /** The client's name for its user, left out where it is longer than a provider takes. */
    public static Optional<String> endUser(Dialogue dialogue) {
        return dialogue.endUser().filter(user -> user.length() <= USER_CHARS_MAX);
    }

    /** A text that says something. */
    public static Optional<String> in(JsonNode node) {
        return node.isTextual() && !node.textValue().isEmpty()
                ? Optional.of(node.textValue())
                : Optional.empty();
    }

    /**
     * The words of a document that is text.
     *
     * @param path the client's name of the document, for the error
     * @throws AlfredException {@code INVALID_REQUEST} when the document is not base64
     */
    public static String decoded(Media.Inline inline, String path) {
        try {
            return new String(Base64.getDecoder().decode(inline.base64()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw AlfredException.invalid(
                    path, path + " is not base64", "encode the document as RFC 4648 says");
        }
    }
}
