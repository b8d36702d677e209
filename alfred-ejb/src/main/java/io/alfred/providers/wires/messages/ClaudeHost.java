package io.alfred.providers.wires.messages;

/** Where Claude runs, which decides what a request may point at. */
enum ClaudeHost {
    ANTHROPIC,

    /** Fetches nothing by its address and has no store of files. */
    VERTEX
}
