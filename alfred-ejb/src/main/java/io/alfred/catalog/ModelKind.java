package io.alfred.catalog;

/** What a model is called for. */
public enum ModelKind {
    CHAT,
    EMBEDDING
}
