/**
 * {@code ledger}: entries, holds, and whether the books balance.
 *
 * <p>It only reads.
 */
@NullMarked
package io.alfred.cli.ledger;

import org.jspecify.annotations.NullMarked;
