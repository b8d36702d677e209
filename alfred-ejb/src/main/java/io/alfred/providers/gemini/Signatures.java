package io.alfred.providers.gemini;

import java.util.Optional;

/**
 * The {@code thoughtSignature} of reasoning on its way through clients.
 *
 * <p>Other providers sign their reasoning too, and Google answers 400 to a signature of theirs. So
 * those that go out with reasoning are marked, and only marked ones go back. A tool call's
 * signature needs no mark: nobody else signs calls.
 */
final class Signatures {
    /** What Google documents for calls that its model did not make. */
    static final String FOREIGN_CALL = "skip_thought_signature_validator";

    /** Most characters; larger ones are not passed on. */
    static final int CHARS_MAX = 4 * 1024 * 1024;

    private static final String MARK = "gemini:";

    private Signatures() {}

    static String marked(String signature) {
        return MARK + signature;
    }

    /** Google's signature in what a client sent back; empty when it is another's. */
    static Optional<String> unmarked(String text) {
        return text.startsWith(MARK)
                ? Optional.of(text.substring(MARK.length()))
                : Optional.empty();
    }
}
