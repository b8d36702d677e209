package io.alfred.providers.dialogue;

/** Why an answer ended. */
public enum StopReason {
    /** The model was done. */
    DONE,
    /** It reached the output bound, or the end of the context. */
    LENGTH,
    /** It wants tools called. */
    TOOL_CALLS,
    /** It wrote one of the texts that end an answer. */
    STOP_TEXT,
    /** The provider's own filter or the model refused. */
    FILTERED,
    /** The provider paused a long turn, which the client may send back to go on. */
    PAUSED
}
