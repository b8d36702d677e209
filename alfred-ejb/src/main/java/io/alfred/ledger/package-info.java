/**
 * The bank: wallets, holds and double-entry ledger entries, applied by group commit.
 *
 * <p>A hold commits before a provider is contacted and is resolved exactly once. Nothing outside
 * this package changes a balance, and nothing inside it calls a provider.
 */
@NullMarked
package io.alfred.ledger;

import org.jspecify.annotations.NullMarked;
