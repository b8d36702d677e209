package io.alfred.providers.dialogue;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The shape in which a client asks and wants to be answered. */
public interface ClientFace {
    /**
     * What a request says.
     *
     * @param request as read by {@link io.alfred.providers.ExactJson}, its output bound filled in
     * @throws io.alfred.kernel.AlfredException {@code INVALID_REQUEST} with the path of a field
     *     that is malformed, or that no other protocol has a place for
     */
    Dialogue read(ObjectNode request);

    /**
     * What clients of this protocol call a field that a provider cannot be told.
     *
     * @param field the path as {@link ProviderWire#request} has it, in the words of OpenAI's chat
     */
    default String field(String field) {
        return field;
    }

    /** A whole answer as JSON in UTF-8. */
    byte[] whole(Answer answer, Asked asked);

    /** A writer for the events of one answer. */
    EventWriter writer(Asked asked);

    /**
     * What an answer has to tell about its request.
     *
     * @param id for an answer whose provider gives none, without a prefix
     * @param createdAt seconds since 1970
     * @param usageShown whether a stream tells its usage where a client has to ask for that
     * @param request what the client sent, for protocols that repeat it in the answer
     */
    record Asked(String id, long createdAt, boolean usageShown, ObjectNode request) {}

    /** Turns the events of one answer into the client's; used by one thread. */
    interface EventWriter {
        /**
         * Complete server-sent events, each with its blank line; no bytes when the client's
         * protocol has nothing to tell yet.
         */
        byte[] write(AnswerEvent event);

        /** The number of the event that would come next, where a protocol numbers its events. */
        default long nextNumber() {
            return 0;
        }
    }
}
