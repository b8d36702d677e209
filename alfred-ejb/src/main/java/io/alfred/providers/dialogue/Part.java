package io.alfred.providers.dialogue;

import java.util.List;
import java.util.Optional;

/** A piece of what is said. */
public sealed interface Part {
    /**
     * Words.
     *
     * @param stay whether the client asked the provider to cache the prompt up to here
     */
    record Text(String text, CacheStay stay) implements Part {
        public Text(String text) {
            this(text, CacheStay.UNMARKED);
        }

        /** Marked or not, for the usual time. */
        public Text(String text, boolean marked) {
            this(text, CacheStay.of(marked));
        }
    }

    /**
     * A picture.
     *
     * @param detail how closely to look, such as {@code low}, in OpenAI's words
     */
    record Image(Media media, Optional<String> detail, CacheStay stay) implements Part {
        /** Marked or not, for the usual time. */
        public Image(Media media, Optional<String> detail, boolean marked) {
            this(media, detail, CacheStay.of(marked));
        }
    }

    /**
     * A document, such as a PDF.
     *
     * @param name what the client calls the file
     */
    record Document(Media media, Optional<String> name, CacheStay stay) implements Part {
        /** Marked or not, for the usual time. */
        public Document(Media media, Optional<String> name, boolean marked) {
            this(media, name, CacheStay.of(marked));
        }
    }

    /** Sound. */
    record Audio(Media media) implements Part {}

    /**
     * The model calls a function.
     *
     * @param id names the call; where a provider gives none, its adapter makes one up
     * @param arguments a JSON object as text
     * @param signature what a provider wants back with the call, such as Gemini's {@code
     *     thoughtSignature}
     */
    record ToolCall(String id, String name, String arguments, Optional<String> signature)
            implements Part {}

    /**
     * What a called function gave.
     *
     * @param callId the {@link ToolCall#id} it answers
     * @param content texts, and pictures where a client sends some
     */
    record ToolResult(String callId, List<Part> content, boolean failed, CacheStay stay)
            implements Part {
        public ToolResult {
            content = List.copyOf(content);
        }

        /** Marked or not, for the usual time. */
        public ToolResult(String callId, List<Part> content, boolean failed, boolean marked) {
            this(callId, content, failed, CacheStay.of(marked));
        }
    }

    /**
     * The model's reasoning, as far as it is shown.
     *
     * @param signature what the provider wants back with it, unchanged
     */
    record Reasoned(String text, Optional<String> signature) implements Part {}

    /** Reasoning that the provider shows only in a form that nobody else can read. */
    record Sealed(String data) implements Part {}

    /** The model says that it will not answer, where a protocol has words of its own for it. */
    record Refusal(String text) implements Part {}

    /** Bytes that a part shows. */
    sealed interface Media {
        /**
         * In the request itself.
         *
         * @param type such as {@code image/png}
         * @param base64 RFC 4648 with padding, without line breaks
         */
        record Inline(String type, String base64) implements Media {}

        /** Somewhere else; {@code http} or {@code https}. */
        record Link(String url) implements Media {}

        /** In the provider's own store of files. */
        record Stored(String fileId) implements Media {}
    }
}
