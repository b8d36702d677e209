/**
 * Compares the books with a provider's bill and closes by it what only the provider knows.
 *
 * <p>Every closing is an ordinary ledger operation in the operator's name. It never changes a final
 * charge: what differs there is listed.
 */
@NullMarked
package io.alfred.reconcile;

import org.jspecify.annotations.NullMarked;
