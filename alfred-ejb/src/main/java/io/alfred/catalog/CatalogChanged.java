package io.alfred.catalog;

/** Fired inside the transaction that changed a provider or a price. */
record CatalogChanged(String subject) {}
