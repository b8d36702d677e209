package io.alfred.catalog;

/** Whose shapes requests, answers and errors have. */
public enum Protocol {
    OPENAI,
    ANTHROPIC
}
