/**
 * Cohere's second API: chat and embeddings.
 *
 * <p>Requests are written and answers read in its shapes; what it cannot be told is refused. Tokens
 * are those that Cohere bills, which are fewer than those it processes.
 */
@NullMarked
package io.alfred.providers.cohere;

import org.jspecify.annotations.NullMarked;
